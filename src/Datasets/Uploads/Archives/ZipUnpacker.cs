using System.IO.Compression;

namespace TrainingService.Datasets.Uploads.Archives;

/// <summary>Takes a zip archive apart.</summary>
internal static class ZipUnpacker
{
    // The upper half of the attributes is a Unix mode for archives made there, else 0.
    private const int TypeMask = 0xf000;
    private const int TypeFile = 0x8000;
    private const int TypeFolder = 0x4000;
    private const int TypeLink = 0xa000;

    public static async Task UnpackAsync(FileStream stream, ArchiveEntries entries, UploadOptions options, CancellationToken cancellation)
    {
        string? current = null;
        await ArchiveProblem.GuardAsync(entries.Archive, () => current, async () =>
        {
            // The library holds all entries in memory, so they are counted first.
            if (ZipDirectory.HasMoreThan(stream, options.MaxFiles)) throw UploadLimit.Files(options, entries.Archive);
            stream.Position = 0;
            using var archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            foreach (var entry in archive.Entries)
            {
                current = entry.FullName;
                await TakeAsync(entry, entries, cancellation).ConfigureAwait(false);
            }

            return true;
        }).ConfigureAwait(false);
    }

    private static async Task TakeAsync(ZipArchiveEntry entry, ArchiveEntries entries, CancellationToken cancellation)
    {
        var name = entries.NameOf(entry.FullName);
        var type = (entry.ExternalAttributes >> 16) & TypeMask;
        if (type is not (0 or TypeFile or TypeFolder)) throw ArchiveProblem.Link(entries.Archive, entry.FullName, type == TypeLink
            ? "a symbolic link" : "no file");
        if (name is null || type == TypeFolder || entry.FullName.EndsWith('/') || entry.FullName.EndsWith('\\')) return;
        if (entry.IsEncrypted) throw ArchiveProblem.Encrypted(entries.Archive, name);
        await using var content = await entry.OpenAsync(cancellation).ConfigureAwait(false);
        var (length, crc) = await entries.AddAsync(name, content, cancellation).ConfigureAwait(false);
        if (length != entry.Length) throw new InvalidDataException($"{length} bytes came out of {entry.Length}.");
        if (crc != entry.Crc32) throw new InvalidDataException("its checksum (CRC-32) does not fit its content.");
    }
}
