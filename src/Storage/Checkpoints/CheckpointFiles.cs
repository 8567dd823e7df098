using System.Globalization;
using System.Security.Cryptography;
using TrainingService.Storage.Runs;

namespace TrainingService.Storage.Checkpoints;

/// <summary>
/// Checkpoints as files: `runs/RUN/lease-N/epoch-E-step-S-SHA256.ckpt` in the data folder. A file is there whole or not at all; which one counts is
/// said by the pointer in the database. Each lease writes into its own folder, so a worker that lost its run can spoil nothing of its successor's.
/// </summary>
public sealed class CheckpointFiles(StorageOptions options)
{
    /// <summary>Checkpoints kept per run unless said otherwise: the newest, and one to fall back on.</summary>
    public const int Kept = 2;

    private const string Extension = ".ckpt";
    private const string Unfinished = ".tmp";

    /// <summary>
    /// Writes a checkpoint through to the disk. The next steps are the caller's: <see cref="IRunLeases.CommitCheckpointAsync"/> with the pointer
    /// given back and, when that was held, <see cref="Prune"/>.
    /// </summary>
    /// <param name="lease">Who writes; names the folder.</param>
    /// <param name="epoch">Epochs complete in it.</param>
    /// <param name="step">Steps done in it.</param>
    /// <param name="write">Writes the content; the stream only goes forward.</param>
    /// <param name="cancellation">Stops it; no file is left then.</param>
    /// <exception cref="IOException">The disk is full or fails; no file is left then.</exception>
    public async Task<CheckpointPointer> WriteAsync(
        RunLease lease, int epoch, long step, Func<Stream, CancellationToken, Task> write, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(lease);
        ArgumentNullException.ThrowIfNull(write);
        var folder = Path.Combine(RunFolder(lease.RunId), string.Create(CultureInfo.InvariantCulture, $"lease-{lease.Epoch:D6}"));
        CreateDurably(folder);
        var unfinished = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"step-{step:D12}{Unfinished}"));
        try
        {
            string sha256;
            await using (var file = new FileStream(unfinished, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16, FileOptions.Asynchronous))
            {
                await using var hashing = new HashingStream(file);
                await write(hashing, cancellation);
                await file.FlushAsync(cancellation);
                file.Flush(flushToDisk: true);
                sha256 = hashing.Sha256();
            }

            var path = Path.Combine(folder, Name(epoch, step, sha256));
            File.Move(unfinished, path, overwrite: true);
            FolderSync.Flush(folder);
            return new CheckpointPointer(Path.GetRelativePath(options.DataFolder, path).Replace('\\', '/'), sha256, epoch, step);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }

    /// <summary>Opens a checkpoint after checking every byte of it against the pointer's hash. The caller disposes the stream.</summary>
    /// <exception cref="InvalidDataException">It is missing or not what was written; the message says what to do.</exception>
    public async Task<Stream> OpenVerifiedAsync(CheckpointPointer checkpoint, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        var path = Path.GetFullPath(Path.Combine(options.DataFolder, checkpoint.Path));
        if (!path.StartsWith(Path.Combine(Path.GetFullPath(options.DataFolder), "runs") + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"The checkpoint '{checkpoint.Path}' is not inside the data folder's 'runs'.");
        }

        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1 << 16, FileOptions.Asynchronous);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InvalidDataException(
                $"The checkpoint '{checkpoint.Path}' (epoch {checkpoint.Epoch}) is missing from '{options.DataFolder}'. "
                + "All workers must share one data folder; if it was restored from a backup, the database is newer than the files.",
                exception);
        }

        try
        {
            var found = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellation));
            if (!string.Equals(found, checkpoint.Sha256, StringComparison.OrdinalIgnoreCase))
            {
                throw new InvalidDataException(
                    $"The checkpoint '{checkpoint.Path}' (epoch {checkpoint.Epoch}, {file.Length} bytes) is damaged: its SHA-256 is {found}, "
                    + $"written was {checkpoint.Sha256}. The disk or somebody changed it; check the disk and submit the run again.");
            }

            file.Position = 0;
            return file;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// What is left of a run's checkpoints from before <paramref name="current"/>, newest first: to fall back on when that is damaged. Their
    /// names hold their hashes, so they are verified like the current one.
    /// </summary>
    public IReadOnlyList<CheckpointPointer> Earlier(Guid runId, CheckpointPointer current)
    {
        ArgumentNullException.ThrowIfNull(current);
        var folder = RunFolder(runId);
        if (!Directory.Exists(folder)) return [];
        return [.. Directory.EnumerateFiles(folder, "*" + Extension, SearchOption.AllDirectories)
            .Select(Parse).OfType<CheckpointPointer>()
            .Where(c => c.Path != current.Path && c.Step <= current.Step)
            .OrderByDescending(c => c.Step).ThenByDescending(c => c.Path, StringComparer.Ordinal)];
    }

    /// <summary>All checkpoints of a run that are on disk, newest first.</summary>
    public IReadOnlyList<CheckpointFile> Of(Guid runId)
    {
        var folder = new DirectoryInfo(RunFolder(runId));
        if (!folder.Exists) return [];
        return [.. folder.EnumerateFiles("*" + Extension, SearchOption.AllDirectories)
            .Select(file => (File: file, Pointer: Parse(file.FullName))).Where(pair => pair is { Pointer: not null, File.Exists: true })
            .Select(pair => new CheckpointFile(pair.Pointer!, pair.File.Length, pair.File.LastWriteTimeUtc))
            .OrderByDescending(c => c.Pointer.Step).ThenByDescending(c => c.Pointer.Path, StringComparer.Ordinal)];
    }

    /// <summary>
    /// Removes what a resume will not need: all but the newest <paramref name="keep"/> checkpoints (0 and less: as 1) and unfinished files of earlier leases.
    /// Never the one that <paramref name="current"/> points at nor the <paramref name="best"/>, and nothing of a later lease.
    /// </summary>
    /// <param name="lease">Whose run.</param>
    /// <param name="current">The one to resume from.</param>
    /// <param name="best">Path of the one of the best epoch, relative to the data folder; null when there is none.</param>
    /// <param name="keep">How many of the newest stay.</param>
    public void Prune(RunLease lease, CheckpointPointer current, string? best = null, int keep = Kept)
    {
        ArgumentNullException.ThrowIfNull(lease);
        ArgumentNullException.ThrowIfNull(current);
        var folder = RunFolder(lease.RunId);
        if (!Directory.Exists(folder)) return;
        string[] kept = [.. new[] { current.Path, best }.OfType<string>().Select(path => Path.GetFullPath(Path.Combine(options.DataFolder, path)))];
        var own = string.Create(CultureInfo.InvariantCulture, $"lease-{lease.Epoch:D6}");
        // Zero-padded names: their order is the order in time.
        var leases = Directory.GetDirectories(folder, "lease-*")
            .Where(f => string.CompareOrdinal(Path.GetFileName(f), own) <= 0).OrderDescending(StringComparer.Ordinal).ToList();
        var files = leases.SelectMany(f => Directory.GetFiles(f, "*" + Extension).OrderDescending(StringComparer.Ordinal)).ToList();
        foreach (var file in files.Skip(keep).Where(f => !kept.Contains(f))) File.Delete(file);
        foreach (var earlier in leases.Where(f => Path.GetFileName(f) != own))
        {
            foreach (var file in Directory.GetFiles(earlier, "*" + Unfinished)) File.Delete(file);
            if (!Directory.EnumerateFileSystemEntries(earlier).Any()) Directory.Delete(earlier);
        }
    }

    /// <summary>Removes a run's checkpoints, which a run that succeeded has no more use for. Its model stays.</summary>
    public void DeleteCheckpoints(Guid runId)
    {
        var folder = RunFolder(runId);
        if (!Directory.Exists(folder)) return;
        foreach (var lease in Directory.GetDirectories(folder, "lease-*")) Directory.Delete(lease, recursive: true);
    }

    /// <summary>Removes all of a run's files.</summary>
    public void Delete(Guid runId)
    {
        var folder = RunFolder(runId);
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }

    private static string Name(int epoch, long step, string sha256) =>
        string.Create(CultureInfo.InvariantCulture, $"epoch-{epoch:D6}-step-{step:D12}-{sha256}{Extension}");

    private CheckpointPointer? Parse(string path)
    {
        var parts = Path.GetFileNameWithoutExtension(path).Split('-');
        return parts is ["epoch", var epoch, "step", var step, var sha256]
            && int.TryParse(epoch, CultureInfo.InvariantCulture, out var epochs) && long.TryParse(step, CultureInfo.InvariantCulture, out var steps)
            ? new CheckpointPointer(Path.GetRelativePath(options.DataFolder, path).Replace('\\', '/'), sha256, epochs, steps)
            : null;
    }

    private string RunFolder(Guid runId) => Path.Combine(options.DataFolder, "runs", runId.ToString("D"));

    /// <summary>Makes a folder and flushes each new name into its parent.</summary>
    private static void CreateDurably(string folder)
    {
        if (Directory.Exists(folder)) return;
        var parent = Path.GetDirectoryName(folder)!;
        CreateDurably(parent);
        Directory.CreateDirectory(folder);
        FolderSync.Flush(parent);
    }
}

/// <summary>A checkpoint on disk.</summary>
/// <param name="Pointer">Where it is and what it holds.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="WrittenAt">When it was written, in UTC.</param>
public sealed record CheckpointFile(CheckpointPointer Pointer, long Bytes, DateTime WrittenAt);
