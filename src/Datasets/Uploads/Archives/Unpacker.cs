using System.IO.Compression;
using TrainingService.Datasets.Importing;
using TrainingService.Datasets.Uploads.Staging;

namespace TrainingService.Datasets.Uploads.Archives;

/// <summary>
/// Unpacks zip, tar, tar.gz and gz of one file into staged files. Archives may not hold archives; a gzipped file within one is unpacked.
/// Entries are written under numbers, so no name in an archive can reach another place on the disk.
/// </summary>
internal sealed class Unpacker(UploadOptions options)
{
    /// <summary>Unpacks a file if it is an archive.</summary>
    /// <returns>False when it is none; nothing is staged then.</returns>
    /// <exception cref="UploadException">It is damaged, hostile or larger than allowed.</exception>
    public async Task<bool> UnpackAsync(StagedFiles staged, ImportFile file, CancellationToken cancellation)
    {
        await using var stream = new FileStream(file.Path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        var head = new byte[Magic.Length];
        var got = await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
        stream.Position = 0;
        var kind = Magic.Of(head.AsSpan(0, got), file.Name);
        if (kind == ArchiveKind.None || got == 0) return false;

        var entries = new ArchiveEntries(staged, new UnpackBudget(options, staged, file.Name, stream.Length), file.Part);
        await (kind switch
        {
            ArchiveKind.Zip => ZipUnpacker.UnpackAsync(stream, entries, options, cancellation),
            ArchiveKind.Tar => TarUnpacker.UnpackAsync(stream, entries, cancellation),
            ArchiveKind.Gzip => GunzipAsync(stream, file.Name, entries, cancellation),
            ArchiveKind.Unsupported => throw ArchiveProblem.Unsupported(file.Name),
            _ => throw ArchiveProblem.NotWhatItIsCalled(file.Name),
        }).ConfigureAwait(false);
        return true;
    }

    private static async Task GunzipAsync(FileStream stream, string name, ArchiveEntries entries, CancellationToken cancellation)
    {
        await using var gzip = new GZipStream(stream, CompressionMode.Decompress, leaveOpen: true);
        var (head, content) = await ArchiveProblem.GuardAsync(name, () => null, () => Peeked.OpenAsync(gzip, cancellation)).ConfigureAwait(false);
        if (Magic.IsTar(head.Span)) await TarUnpacker.UnpackAsync(content, entries, cancellation).ConfigureAwait(false);
        else await entries.AddOnlyAsync(WithoutGz(name), stream, content, cancellation).ConfigureAwait(false);
    }

    /// <summary>`a.csv.gz` → `a.csv`.</summary>
    internal static string WithoutGz(string name) => name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) && name.Length > 3 ? name[..^3] : name;
}
