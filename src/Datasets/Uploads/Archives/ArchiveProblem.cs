using TrainingService.Contracts.Datasets;

namespace TrainingService.Datasets.Uploads.Archives;

/// <summary>Refusals of archives: each names the archive and the entry.</summary>
internal static class ArchiveProblem
{
    public static UploadException Broken(string archive, string? entry, Exception cause) => Of(
        "broken_archive", entry is null ? $"The archive is damaged: {Reason(cause)}" : $"The entry is damaged: {Reason(cause)}", archive, entry,
        "a whole archive", "Pack it anew and compare its size after the transfer.", cause);

    public static UploadException NotWhatItIsCalled(string file) => Of(
        "broken_archive", "It is called an archive but does not begin like one.", file, null, "a zip, tar or gzip file",
            "Pack it anew, or give the file the name that fits its content.");

    public static UploadException Unsupported(string file) => Of(
        "unsupported_archive", "This kind of archive is not unpacked.", file, null, "zip, tar, tar.gz, or gz of one file",
            "Pack it as one of these.");

    public static UploadException Encrypted(string archive, string entry) => Of(
        "encrypted_entry", "The entry is encrypted.", archive, entry, "an archive without a password", "Pack it without a password.");

    public static UploadException Link(string archive, string entry, string what) => Of(
        "link_or_device", $"The entry is {what}.", archive, entry, "files and folders only",
            "Pack the files themselves (tar: --dereference; zip: without -y).");

    public static UploadException Nested(string archive, string entry) => Of(
        "nested_archive", "The entry is an archive itself.", archive, entry, "archives one deep", "Unpack it and pack its files.");

    public static UploadException LargeHeader(string archive) => Of(
        "broken_archive", "An entry's header is far larger than any honest one.", archive, null, "a tar archive", "Pack it anew.");

    /// <summary>Runs an action on an archive and turns what the library says of damage into a refusal.</summary>
    public static async Task<T> GuardAsync<T>(string archive, Func<string?> entry, Func<Task<T>> action)
    {
        try
        {
            return await action().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException or NotSupportedException or FormatException
            or ArgumentException or OverflowException or InvalidOperationException)
        {
            throw Broken(archive, entry(), exception);
        }
    }

    private static string Reason(Exception cause) => EntryName.Shown(cause.Message);

    private static UploadException Of(string code, string detail, string file, string? entry, string expected, string remedy,
        Exception? cause = null) =>
        new(UploadFault.Invalid, new DatasetProblem(code, detail, file, Entry: entry is null ? null : EntryName.Shown(entry), Expected: expected,
            Remedy: remedy), cause);
}
