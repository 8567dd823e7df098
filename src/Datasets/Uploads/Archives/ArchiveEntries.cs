using System.IO.Compression;
using System.IO.Hashing;
using TrainingService.Datasets.Importing;
using TrainingService.Datasets.Uploads.Staging;

namespace TrainingService.Datasets.Uploads.Archives;

/// <summary>Takes the entries of one archive into the staged files.</summary>
/// <param name="staged">Where to.</param>
/// <param name="budget">What may come out.</param>
/// <param name="part">The part that the archive as a whole belongs to, or null.</param>
internal sealed class ArchiveEntries(StagedFiles staged, UnpackBudget budget, string? part)
{
    /// <summary>The archive's name.</summary>
    public string Archive => budget.Archive;

    /// <summary>Bytes that came out and belong to no entry's content: headers and what is passed over.</summary>
    public void CountOverhead(long bytes) => budget.Count(bytes, null);

    /// <summary>The cleaned name of an entry; null for one that is passed over.</summary>
    public string? NameOf(string name)
    {
        var cleaned = EntryName.Clean(name, Archive);
        return EntryName.IsLitter(cleaned) ? null : cleaned;
    }

    /// <summary>Takes an entry's content.</summary>
    /// <returns>Its length and CRC-32, for those archives that promise one.</returns>
    /// <exception cref="UploadException">It is damaged, an archive itself, or too much.</exception>
    public async Task<(long Length, uint Crc)> AddAsync(string name, Stream content, CancellationToken cancellation)
    {
        var (path, length, crc, kind) = await WriteAsync(name, content, cancellation).ConfigureAwait(false);
        if (kind == ArchiveKind.Gzip) (name, path) = await GunzipAsync(name, path, cancellation).ConfigureAwait(false);
        else if (kind != ArchiveKind.None && length > 0) throw ArchiveProblem.Nested(Archive, name);
        staged.Add(new ImportFile(path, name, part, Archive), Archive);
        return (length, crc);
    }

    /// <summary>Takes the one file of a gzip stream.</summary>
    public async Task AddOnlyAsync(string name, FileStream packed, Stream content, CancellationToken cancellation) =>
        staged.Add(new ImportFile(await GunzipAsync(name, packed, content, cancellation).ConfigureAwait(false), name, part, Archive), Archive);

    private async Task<(string Path, long Length, uint Crc, ArchiveKind Kind)> WriteAsync(string name, Stream content, CancellationToken cancellation)
    {
        var crc = new Crc32();
        var (head, filled) = (new byte[Magic.Length], 0);
        void Count(ReadOnlyMemory<byte> bytes)
        {
            budget.Count(bytes.Length, name);
            crc.Append(bytes.Span);
            var more = Math.Min(bytes.Length, head.Length - filled);
            bytes.Span[..more].CopyTo(head.AsSpan(filled));
            filled += more;
        }

        var (path, length) = await ArchiveProblem.GuardAsync(
            Archive, () => name, () => staged.WriteAsync(content, Archive, Count, cancellation)).ConfigureAwait(false);
        return (path, length, crc.GetCurrentHashAsUInt32(), Magic.Of(head.AsSpan(0, filled), name));
    }

    private async Task<(string Name, string Path)> GunzipAsync(string name, string path, CancellationToken cancellation)
    {
        var inner = Unpacker.WithoutGz(name);
        string unpacked;
        await using (var packed = File.OpenRead(path))
        {
            await using var gzip = new GZipStream(packed, CompressionMode.Decompress, leaveOpen: true);
            unpacked = await GunzipAsync(inner, packed, gzip, cancellation).ConfigureAwait(false);
        }

        File.Delete(path);
        return (inner, unpacked);
    }

    private async Task<string> GunzipAsync(string name, FileStream packed, Stream content, CancellationToken cancellation)
    {
        var (path, length, crc, kind) = await WriteAsync(name, content, cancellation).ConfigureAwait(false);
        await ArchiveProblem.GuardAsync(Archive, () => name, () =>
        {
            GzipTrailer.Check(packed, path, length, crc);
            return Task.FromResult(true);
        }).ConfigureAwait(false);
        return kind == ArchiveKind.None || length == 0 ? path : throw ArchiveProblem.Nested(Archive, name);
    }
}
