using TrainingService.Contracts.Datasets;
using TrainingService.Datasets.Importing;
using TrainingService.Datasets.Uploads.Archives;
using TrainingService.Datasets.Uploads.Staging;

namespace TrainingService.Datasets.Uploads;

/// <summary>Takes files in, from wherever they come, unpacks archives and leaves staged files that can be imported.</summary>
public sealed class Receiving
{
    private readonly UploadOptions options;
    private readonly StagingArea area;
    private readonly DiskSpace disk;
    private readonly Unpacker unpacker;

    internal Receiving(UploadOptions options, StagingArea area, DiskSpace disk, Unpacker unpacker) =>
        (this.options, this.area, this.disk, this.unpacker) = (options, area, disk, unpacker);

    /// <summary>Begins with nothing staged.</summary>
    /// <param name="announced">Bytes that will come, if known: what can't fit is refused before it comes.</param>
    /// <exception cref="UploadException">More is announced than is allowed or has room.</exception>
    public StagedFiles Begin(long? announced = null)
    {
        if (announced > options.MaxUploadBytes) throw UploadLimit.Bytes(options);
        disk.Ensure(announced ?? 0);
        try
        {
            return area.Create();
        }
        catch (IOException exception) when (DiskSpace.IsFull(exception))
        {
            throw disk.Full(null, "not even a folder can be made", exception);
        }
    }

    /// <summary>Takes a file from a stream.</summary>
    /// <param name="staged">Where to.</param>
    /// <param name="name">Its name as the client gives it, perhaps with folders.</param>
    /// <param name="part">The part it belongs to, or null.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="UploadException">It is refused.</exception>
    public async Task AddAsync(StagedFiles staged, string name, string? part, Stream content, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(staged);
        ArgumentNullException.ThrowIfNull(name);
        var cleaned = EntryName.Clean(name);
        if (EntryName.IsLitter(cleaned)) return;
        void Count(ReadOnlyMemory<byte> bytes)
        {
            staged.Received += bytes.Length;
            if (staged.Received > options.MaxUploadBytes) throw UploadLimit.Bytes(options, cleaned);
        }

        var (path, length) = await staged.WriteAsync(content, cleaned, Count, cancellation).ConfigureAwait(false);
        staged.Sources.Add(new Versions.SourceFile(cleaned, length));
        if (await unpacker.UnpackAsync(staged, new ImportFile(path, cleaned, part), cancellation).ConfigureAwait(false)) File.Delete(path);
        else staged.Add(new ImportFile(path, cleaned, part));
    }

    /// <summary>Takes a file that lies on disk already: it stays where it is.</summary>
    /// <exception cref="UploadException">It is refused.</exception>
    public async Task AddAsync(StagedFiles staged, ImportFile file, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(staged);
        ArgumentNullException.ThrowIfNull(file);
        var cleaned = file with { Name = EntryName.Clean(file.Name) };
        if (EntryName.IsLitter(cleaned.Name)) return;
        var length = new FileInfo(file.Path).Length;
        staged.Received += length;
        if (staged.Received > options.MaxUploadBytes) throw UploadLimit.Bytes(options, cleaned.Name);
        staged.Sources.Add(new Versions.SourceFile(cleaned.Name, length));
        if (!await unpacker.UnpackAsync(staged, cleaned, cancellation).ConfigureAwait(false)) staged.Add(cleaned);
    }

    /// <summary>Refuses an upload without files.</summary>
    /// <exception cref="UploadException">Nothing is staged.</exception>
    public static void RequireFiles(StagedFiles staged)
    {
        ArgumentNullException.ThrowIfNull(staged);
        if (staged.Files.Count > 0) return;
        var archive = staged.Sources.Count == 1 ? staged.Sources[0].Name : null;
        throw new UploadException(UploadFault.Invalid, new DatasetProblem(
            "no_files", archive is null ? "The upload has no files." : "The archive has no files.", archive,
                Expected: "at least one file with data"));
    }
}
