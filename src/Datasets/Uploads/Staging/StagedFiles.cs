using System.Buffers;
using System.Globalization;
using TrainingService.Contracts.Datasets;
using TrainingService.Datasets.Importing;

namespace TrainingService.Datasets.Uploads.Staging;

/// <summary>The files of one upload or import, on disk under numbers, with their names in a list. Disposing removes them.</summary>
public sealed class StagedFiles : IDisposable
{
    /// <summary>Bytes between two looks at the disk's free space.</summary>
    private const long LookEvery = 64L << 20;

    private const int FilesPerFolder = 4096;
    private const int BufferSize = 128 * 1024;

    private readonly FileStream held;
    private readonly UploadOptions options;
    private readonly DiskSpace disk;
    private readonly List<ImportFile> files = [];
    private readonly HashSet<string> names = new(StringComparer.Ordinal);
    private int created;

    internal StagedFiles(string folder, FileStream held, UploadOptions options, DiskSpace disk) =>
        (Folder, this.held, this.options, this.disk) = (folder, held, options, disk);

    /// <summary>Name of the folder, for <see cref="StagingArea.IsAlive"/>.</summary>
    internal string Id => Path.GetFileName(Folder);

    /// <summary>The folder; removed when disposed.</summary>
    internal string Folder { get; }

    /// <summary>What came so far.</summary>
    public IReadOnlyList<ImportFile> Files => files;

    /// <summary>Files as they were sent, before archives were unpacked: what the version will say it was made from.</summary>
    internal List<Versions.SourceFile> Sources { get; } = [];

    /// <summary>Bytes taken in: of the files as they were sent.</summary>
    internal long Received { get; set; }

    /// <summary>Bytes that came out of archives.</summary>
    internal long Unpacked { get; set; }

    /// <summary>An empty folder within.</summary>
    internal string NewFolder(string purpose) => Directory.CreateDirectory(Path.Combine(Folder, purpose)).FullName;

    /// <summary>A path for one more file.</summary>
    internal string NewPath()
    {
        var folder = Path.Combine(Folder, "files", (created / FilesPerFolder).ToString("D4", CultureInfo.InvariantCulture));
        if (created % FilesPerFolder == 0) Directory.CreateDirectory(folder);
        return Path.Combine(folder, created++.ToString("D7", CultureInfo.InvariantCulture));
    }

    /// <summary>Enters a file under its name.</summary>
    /// <exception cref="UploadException">There is one of that name already, or there are too many.</exception>
    internal void Add(ImportFile file, string? archive = null)
    {
        if (files.Count >= options.MaxFiles) throw UploadLimit.Files(options, archive);
        if (!names.Add(file.Name))
        {
            throw new UploadException(UploadFault.Invalid, new DatasetProblem(
                "duplicate_name", $"The name \"{file.Name}\" is there twice.", archive ?? file.Name, Entry: archive is null ? null : file.Name,
                    Expected: "each name once"));
        }

        files.Add(file);
    }

    /// <summary>Writes a stream to a new file, in constant memory, and lets <paramref name="count"/> object to every piece.</summary>
    /// <returns>The file's path and length.</returns>
    /// <exception cref="UploadException">A limit is exceeded or the disk is full.</exception>
    internal async Task<(string Path, long Length)> WriteAsync(Stream content, string file, Action<ReadOnlyMemory<byte>> count,
        CancellationToken cancellation)
    {
        var path = NewPath();
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            await using var target = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
            var (length, looked) = (0L, -LookEvery);
            while (await content.ReadAsync(buffer, cancellation).ConfigureAwait(false) is var read and > 0)
            {
                count(buffer.AsMemory(0, read));
                if (length - looked >= LookEvery) (looked, _) = (length, EnsureRoom(read, file));
                await target.WriteAsync(buffer.AsMemory(0, read), cancellation).ConfigureAwait(false);
                length += read;
            }

            return (path, length);
        }
        catch (IOException exception) when (DiskSpace.IsFull(exception))
        {
            throw disk.Full(file, "writing failed", exception);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Removes all files but stays held, so that whoever looks still finds somebody at work.</summary>
    internal void Clear()
    {
        foreach (var folder in Directory.EnumerateDirectories(Folder)) Directory.Delete(folder, recursive: true);
        foreach (var file in Directory.EnumerateFiles(Folder).Where(file => file != held.Name)) File.Delete(file);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The lock goes last: until then no other process takes the folder for an abandoned one.
        if (Directory.Exists(Folder)) Directory.Delete(Folder, recursive: true);
        held.Dispose();
    }

    private bool EnsureRoom(long bytes, string file)
    {
        disk.Ensure(bytes, file);
        return true;
    }
}
