using TrainingService.Contracts.Datasets;

namespace TrainingService.Datasets.Uploads;

/// <summary>Refusals for what is too much: each names the limit and the key that raises it.</summary>
internal static class UploadLimit
{
    public static UploadException Bytes(UploadOptions options, string? file = null) => Exceeded(
        "too_large", $"The files of one version may have {Size.Of(options.MaxUploadBytes)} together; these have more",
        nameof(UploadOptions.MaxUploadBytes), options.MaxUploadBytes, file);

    public static UploadException Unpacked(UploadOptions options, string file) => Exceeded(
        "unpacked_too_large", $"What comes out of the archive exceeds {Size.Of(options.MaxUnpackedBytes)}", nameof(UploadOptions.MaxUnpackedBytes),
            options.MaxUnpackedBytes, file);

    public static UploadException Ratio(UploadOptions options, string file, string? entry) => Exceeded(
        "zip_bomb", $"More than {options.MaxUnpackRatio} times the archive's own size comes out of it", nameof(UploadOptions.MaxUnpackRatio),
            options.MaxUnpackRatio, file, entry);

    public static UploadException Files(UploadOptions options, string? file) => Exceeded(
        "too_many_files", $"There are more than {options.MaxFiles:N0} files", nameof(UploadOptions.MaxFiles), options.MaxFiles, file);

    private static UploadException Exceeded(string code, string what, string key, long limit, string? file, string? entry = null) => new(
        UploadFault.TooLarge,
        new DatasetProblem(code, $"{what}.", file, Entry: entry, Expected: FormattableString.Invariant($"at most {limit}"),
            Remedy: $"The operator can raise the limit: {UploadOptions.Section}:{key} (environment: {UploadOptions.Section}__{key}), now {limit}."));
}
