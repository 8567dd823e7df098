using TrainingService.Storage;
using TrainingService.Storage.Database;
using TrainingService.Storage.Runs;

namespace TrainingService.Worker.Hosting;

/// <summary>
/// Readies the data folder of an embedded service before anything else of the program starts: takes it, brings the database up to date and
/// frees the runs that a killed predecessor held.
/// </summary>
internal sealed class EmbeddedStart(StorageOptions storage, DatabaseMigrator migrator, IRunLeases leases, ILogger<EmbeddedStart> logger)
    : IHostedLifecycleService, IDisposable
{
    private DataFolderLock? _lock;

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        _lock = DataFolderLock.Acquire(storage.DataFolder);
        logger.LogInformation("Everything is kept in {DataFolder}", storage.DataFolder);
        await migrator.MigrateAsync(cancellationToken);
        await leases.VoidAllLeasesAsync(cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _lock?.Dispose();
}
