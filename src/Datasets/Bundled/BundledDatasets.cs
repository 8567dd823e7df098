using Microsoft.Extensions.Logging;
using TrainingService.Datasets.Columns;
using TrainingService.Datasets.Importing;
using TrainingService.Datasets.Uploads.Staging;
using TrainingService.Datasets.Versions;

namespace TrainingService.Datasets.Bundled;

/// <summary>
/// Imports each bundled folder as an uploaded dataset is, unless the version made from the same files is there and whole. One process on a data
/// folder imports, the others wait for its lock and find the versions.
/// </summary>
internal sealed class BundledDatasets(
    BundledOptions options, UploadOptions uploads, IDatasetImporter importer, StagingArea staging, VersionStore versions, IVersionCatalog catalog,
    TimeProvider time, ILogger<BundledDatasets> logger) : IBundledDatasets
{
    private const string LockName = ".bundled.lock";
    private static readonly TimeSpan LockWait = TimeSpan.FromMinutes(5);

    private readonly Lock gate = new();
    private Task? import;

    public Task ReadyAsync(CancellationToken cancellation = default)
    {
        lock (gate)
        {
            // One import for all who ask: it goes on when one of them gives up.
            if (import is null || import.IsFaulted) import = Task.Run(ImportAllAsync, CancellationToken.None);
            return import.WaitAsync(cancellation);
        }
    }

    private async Task ImportAllAsync()
    {
        if (!Directory.Exists(options.Folder)) return;
        var path = Path.Combine(Directory.CreateDirectory(versions.Root).FullName, LockName);
        using var held = await FileLock.WaitAsync(() => FileLock.TryTake(path), LockWait, time, CancellationToken.None).ConfigureAwait(false)
            ?? throw new IOException($"{path}: another process has held the lock for {LockWait.TotalMinutes} minutes.");
        var folders = Directory.EnumerateDirectories(options.Folder).Where(folder => File.Exists(Path.Combine(folder, BundledManifest.FileName)));
        await Parallel.ForEachAsync(folders, async (folder, _) => await TryImportAsync(folder).ConfigureAwait(false)).ConfigureAwait(false);
    }

    private async Task TryImportAsync(string folder)
    {
        try
        {
            await ImportAsync(folder).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is InvalidDataException or DatasetProblemException)
        {
            // One damaged set must not take the others away.
            logger.LogError(exception, "The dataset in {Folder} is left out: {Reason}", folder, exception.Message);
        }
    }

    private async Task ImportAsync(string folder)
    {
        var manifest = BundledManifest.Read(folder);
        var source = manifest.SourceHash(folder);
        var target = versions.Folder(manifest.Name);
        if (BundledSource.Read(target) is { } mark && catalog.Find(manifest.Name, mark.Version) is { } present)
        {
            if (IsWhole(present))
            {
                if (mark.SourceSha256 == source) return;
            }
            else
            {
                logger.LogWarning("{Folder} is damaged and made again from what is bundled.", present.Folder);
                versions.Discard(present);
            }
        }

        using var staged = staging.Create();
        var made = staged.NewFolder("version");
        var from = manifest.ToSource(folder, uploads.ImportLimits);
        var report = await importer.ImportAsync(from, made).ConfigureAwait(false);
        SourceFile[] files = [.. from.Files.Select(file => new SourceFile(file.Name, new FileInfo(file.Path).Length))];
        var (version, _) = versions.Publish(manifest.Name, report.ContentHash, made, files);
        versions.Describe(manifest.Name, manifest.Description, manifest.Licence);

        // Last: from here on the next start finds it.
        new BundledSource { SourceSha256 = source, Version = version.Version }.Write(target);
    }

    /// <summary>Whether a version's files are those that its hash is of: a disk may lose what was thought safe, and what is bundled can mend it.</summary>
    private bool IsWhole(DatasetVersion version)
    {
        try
        {
            var header = HeaderFile.Read(version.Folder);
            return ContentHash.Of(version.Folder, header.Parts, header.Columns, new ProgressMeter(null, time), CancellationToken.None).Hash == version.Version;
        }
        catch (Exception exception) when (exception is InvalidDataException or FileNotFoundException)
        {
            return false;
        }
    }
}
