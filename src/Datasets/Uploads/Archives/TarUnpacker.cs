using System.Formats.Tar;

namespace TrainingService.Datasets.Uploads.Archives;

/// <summary>Takes a tar archive apart, from a stream that only goes forward.</summary>
internal static class TarUnpacker
{
    private const string SparsePrefix = "GNU.sparse";

    public static async Task UnpackAsync(Stream stream, ArchiveEntries entries, CancellationToken cancellation)
    {
        string? current = null;
        await ArchiveProblem.GuardAsync(entries.Archive, () => current, async () =>
        {
            await using var metered = new MeteredStream(stream, entries);
            await using var reader = new TarReader(metered, leaveOpen: true);
            while (true)
            {
                metered.BeginHeaders();
                if (await reader.GetNextEntryAsync(copyData: false, cancellation).ConfigureAwait(false) is not { } entry) return true;
                metered.EndHeaders();
                current = entry.Name;
                await TakeAsync(entry, entries, cancellation).ConfigureAwait(false);
            }
        }).ConfigureAwait(false);
    }

    private static async Task TakeAsync(TarEntry entry, ArchiveEntries entries, CancellationToken cancellation)
    {
        if (entry.EntryType is TarEntryType.GlobalExtendedAttributes) return;
        var name = entry.Name is "." or "./" ? null : entries.NameOf(entry.Name);
        switch (entry.EntryType)
        {
            case TarEntryType.Directory or TarEntryType.DirectoryList:
                return;
            case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile:
                break;
            case TarEntryType.SymbolicLink or TarEntryType.HardLink:
                throw ArchiveProblem.Link(entries.Archive, entry.Name, entry.EntryType == TarEntryType.HardLink ? "a hard link" : "a symbolic link");
            default:
                throw ArchiveProblem.Link(entries.Archive, entry.Name, $"no plain file ({entry.EntryType})");
        }

        if (entry is PaxTarEntry pax && pax.ExtendedAttributes.Keys.Any(key => key.StartsWith(SparsePrefix, StringComparison.Ordinal)))
        {
            throw ArchiveProblem.Link(entries.Archive, entry.Name, "a sparse file");
        }

        var content = entry.DataStream ?? Stream.Null;
        if (name is null)
        {
            entries.CountOverhead(entry.Length);
            await content.CopyToAsync(Stream.Null, cancellation).ConfigureAwait(false);
            return;
        }

        var (length, _) = await entries.AddAsync(name, content, cancellation).ConfigureAwait(false);
        if (length != entry.Length) throw new InvalidDataException($"{length} bytes came out of {entry.Length}.");
    }
}
