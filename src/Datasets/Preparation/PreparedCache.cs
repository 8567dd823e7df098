using Microsoft.Extensions.Logging;
using TrainingService.Contracts.Datasets;
using TrainingService.Datasets.Columns;
using TrainingService.Datasets.Preprocessing;
using TrainingService.Datasets.Preprocessing.Planning;
using TrainingService.Datasets.Versions;

namespace TrainingService.Datasets.Preparation;

/// <summary>
/// Prepared data on disk, a folder per key, made once however many processes ask at the same time: one prepares under a lock, into a temporary folder
/// that is renamed when it is whole. The folders used least lately go when there are more bytes than allowed; a folder that is mapped stays readable.
/// </summary>
internal sealed class PreparedCache(PreparationOptions options, TimeProvider time, ILogger<PreparedCache> logger)
{
    private const string Staging = ".staging-";
    private static readonly TimeSpan LongestPreparation = TimeSpan.FromHours(12);

    /// <summary>The prepared data of a key, made now if need be.</summary>
    /// <param name="key">A hash of all that it depends on.</param>
    /// <param name="plan">What to prepare.</param>
    /// <param name="versionFolder">The dataset's version.</param>
    /// <param name="header">Its header.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="known">What was learned for the key before, or null.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<PreparedData> GetAsync(
        string key, DataPlan plan, string versionFolder, DatasetHeader header, ulong seed, FittedPreprocessing? known, CancellationToken cancellation)
    {
        var root = Directory.CreateDirectory(options.Folder).FullName;
        var folder = Path.Combine(root, key);
        var held = await FileLock.WaitAsync(() => FileLock.TryTake(folder + ".lock"), LongestPreparation, time, cancellation).ConfigureAwait(false)
            ?? throw new IOException($"{folder}.lock: another process has held the lock for {LongestPreparation.TotalHours} hours.");
        using (held)
        {
            if (Open(folder, versionFolder, header) is { } ready) return ready;
            Prepare(folder, plan, versionFolder, header, seed, known, cancellation);
            var data = PreparedReader.Read(folder, versionFolder, header);
            Evict(root, key);
            return data;
        }
    }

    private PreparedData? Open(string folder, string versionFolder, DatasetHeader header)
    {
        if (!Directory.Exists(folder)) return null;
        try
        {
            var data = PreparedReader.Read(folder, versionFolder, header);
            Directory.SetLastWriteTimeUtc(folder, time.GetUtcNow().UtcDateTime);
            return data;
        }
        catch (InvalidDataException exception)
        {
            logger.LogWarning(exception, "Prepared data is made again: {Reason}", exception.Message);
            Directory.Delete(folder, recursive: true);
            return null;
        }
    }

    private static void Prepare(
        string folder, DataPlan plan, string versionFolder, DatasetHeader header, ulong seed, FittedPreprocessing? known, CancellationToken cancellation)
    {
        var staging = Path.Combine(Path.GetDirectoryName(folder)!, Staging + Path.GetFileName(folder));

        // The lock is ours: what lies there is of a process that was killed.
        if (Directory.Exists(staging)) Directory.Delete(staging, recursive: true);
        Directory.CreateDirectory(staging);
        try
        {
            using var version = StoredVersion.Open(versionFolder, header);
            var manifest = new PreparedWriter(plan, version, staging, cancellation).Write(seed, known);
            PreparedReader.WriteManifest(staging, manifest);
            Directory.Move(staging, folder);
        }
        catch
        {
            Directory.Delete(staging, recursive: true);
            throw;
        }
    }

    /// <summary>Frees what was used least lately until the rest is within bounds; the folder just made stays whatever its size.</summary>
    private void Evict(string root, string key)
    {
        var folders = new DirectoryInfo(root).EnumerateDirectories().Where(folder => !folder.Name.StartsWith(Staging, StringComparison.Ordinal))
            .Select(folder => (folder, Bytes: folder.EnumerateFiles().Sum(file => file.Length))).OrderBy(pair => pair.folder.LastWriteTimeUtc).ToList();
        var total = folders.Sum(pair => pair.Bytes);
        foreach (var (folder, bytes) in folders)
        {
            if (total <= options.CacheBytes) return;
            if (folder.Name == key) continue;

            // Locked means that somebody opens it just now: not the least lately used after all.
            using var held = FileLock.TryTake(folder.FullName + ".lock");
            if (held is null) continue;
            folder.Delete(recursive: true);
            total -= bytes;
        }
    }
}
