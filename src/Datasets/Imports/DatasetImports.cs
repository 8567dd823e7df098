using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TrainingService.Contracts.Datasets;
using TrainingService.Datasets.Importing;
using TrainingService.Datasets.Uploads;
using TrainingService.Datasets.Uploads.Sessions;
using TrainingService.Datasets.Uploads.Staging;
using TrainingService.Datasets.Versions;

namespace TrainingService.Datasets.Imports;

/// <summary>
/// Makes versions from staged files, in the background of this process: an import goes on when the client that asked for it has left. It ends as a
/// published version, or with nothing kept.
/// </summary>
public sealed class DatasetImports : IHostedService, IDisposable
{
    private readonly IDatasetImporter importer;
    private readonly VersionStore versions;
    private readonly UploadSessions sessions;
    private readonly ImportStates states;
    private readonly DiskSpace disk;
    private readonly UploadOptions options;
    private readonly TimeProvider time;
    private readonly ILogger<DatasetImports> logger;
    private readonly SemaphoreSlim slots;
    private readonly CancellationToken stopping;
    private readonly ConcurrentDictionary<string, Task<ImportResource>> running = new(StringComparer.Ordinal);

    internal DatasetImports(
        IDatasetImporter importer, VersionStore versions, UploadSessions sessions, ImportStates states, DiskSpace disk, UploadOptions options,
        TimeProvider time, ILogger<DatasetImports> logger, CancellationToken stopping)
    {
        this.stopping = stopping;
        (this.importer, this.versions, this.sessions, this.states) = (importer, versions, sessions, states);
        (this.disk, this.options, this.time, this.logger) = (disk, options, time, logger);
        slots = new SemaphoreSlim((int)options.Imports);
    }

    /// <summary>An import as it stands, in whatever process it runs; null when there is none of that id.</summary>
    public ImportResource? Find(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return states.Find(id);
    }

    /// <summary>Begins an import.</summary>
    /// <returns>Its first state, and its last when it has ended.</returns>
    public (ImportResource Begun, Task<ImportResource> Ended) Start(ImportJob job)
    {
        ArgumentNullException.ThrowIfNull(job);
        var begun = new ImportResource
        {
            Id = job.Files.Id, Dataset = job.Dataset, State = ImportState.Importing, Stage = "waiting", CreatedAt = time.GetUtcNow().UtcDateTime,
        };
        states.Write(begun);
        var task = running[begun.Id] = Task.Run(() => RunAsync(job, begun), CancellationToken.None);
        return (begun, task);
    }

    /// <summary>Looks at the beginning of files; nothing is kept.</summary>
    /// <exception cref="DatasetProblemException">They can't be used.</exception>
    public Task<DatasetInspection> InspectAsync(StagedFiles files, ImportOptions how, int rows, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(files);
        var source = new ImportSource(files.Files, how, options.ImportLimits);
        return Task.Run(() => importer.InspectAsync(source, files.NewFolder("inspect"), rows, cancellation), cancellation);
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Lets imports clean up behind themselves; they end when the program begins to stop, and are reported as interrupted.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => Task.WhenAll(running.Values).WaitAsync(cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => slots.Dispose();

    private async Task<ImportResource> RunAsync(ImportJob job, ImportResource import)
    {
        try
        {
            var ended = await AttemptAsync(job, import).ConfigureAwait(false) with { Stage = null, File = null, FinishedAt = time.GetUtcNow()
                .UtcDateTime };
            // Staged files go first: an outcome that can be seen means that the disk is free. Their lock goes last: without it and without an
            // outcome the import would look like one whose process has died.
            job.Files.Clear();
            states.Write(ended);
            return ended;
        }
        finally
        {
            job.Files.Dispose();
            foreach (var hold in job.Holds) hold.Dispose();
            running.TryRemove(import.Id, out _);
        }
    }

    private async Task<ImportResource> AttemptAsync(ImportJob job, ImportResource import)
    {
        using var progress = new ImportProgressWriter(import, states, disk, time, stopping);
        try
        {
            await slots.WaitAsync(stopping).ConfigureAwait(false);
            try
            {
                var folder = job.Files.NewFolder("version");
                var source = new ImportSource(job.Files.Files, job.Options, options.ImportLimits);
                var report = await importer.ImportAsync(source, folder, progress, progress.Cancellation).ConfigureAwait(false);
                var (version, isNew) = versions.Publish(job.Dataset, report.ContentHash, folder, job.Files.Sources);
                versions.Describe(job.Dataset, job.Said.Description, job.Said.Licence);
                foreach (var upload in job.Uploads) sessions.Remove(upload);
                return progress.Latest with { State = ImportState.Ready, Version = version.Version, IsNew = isNew };
            }
            finally
            {
                slots.Release();
            }
        }
        catch (OperationCanceledException) when (progress.IsDiskFull)
        {
            return Failed(progress, [disk.Full(null, "the version being written left none").Problem]);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return Failed(progress, [ImportStates.Interrupted]);
        }
        catch (DatasetProblemException exception)
        {
            return Failed(progress, exception.Problems);
        }
        catch (UploadException exception)
        {
            return Failed(progress, [exception.Problem]);
        }
        catch (IOException exception) when (DiskSpace.IsFull(exception))
        {
            return Failed(progress, [disk.Full(null, "writing failed", exception).Problem]);
        }
        catch (Exception exception)
        {
            // The one place that sees it: the client learns that it was not the files, the operator what it was.
            logger.LogError(exception, "Import {Id} into {Dataset} failed.", import.Id, job.Dataset);
            return Failed(progress, [new DatasetProblem("internal",
                $"An unforeseen error in the service; its log has the details under {import.Id}. Nothing was kept.")]);
        }
    }

    private static ImportResource Failed(ImportProgressWriter progress, IReadOnlyList<DatasetProblem> problems) =>
        progress.Latest with { State = ImportState.Failed, Problems = problems };
}
