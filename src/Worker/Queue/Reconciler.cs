using Microsoft.Extensions.Options;
using TrainingService.Storage;
using TrainingService.Storage.Feed;
using TrainingService.Storage.Runs;
using TrainingService.Worker.Hosting;

namespace TrainingService.Worker.Queue;

/// <summary>
/// Repairs what was lost between the runs and the queue: a crash between storing and queueing, an in-memory queue after a restart, a killed
/// worker. Also removes what is left of deleted runs. Runs in every API and worker; doing the same twice is harmless.
/// </summary>
internal sealed class Reconciler(
    IRunLeases leases, IRunSteering steering, IRunQueue queue, IRunSignals signals, StorageOptions storage, IOptions<WorkerOptions> options, TimeProvider time,
    ILogger<Reconciler> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // An embedded service's queue starts empty: whatever waits must be asked for now.
        var waiting = storage.Provider == StorageProvider.Sqlite ? TimeSpan.Zero : options.Value.Requeue;
        using var timer = new PeriodicTimer(options.Value.Reconcile, time);
        do
        {
            try
            {
                await LookAsync(waiting, stoppingToken);
                waiting = options.Value.Requeue;
                await PurgeAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning(e, "Looking for lost runs failed; the next look is in {Interval}", options.Value.Reconcile);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task PurgeAsync(CancellationToken cancellation)
    {
        var gone = await steering.PurgeAsync(cancellation);
        if (gone > 0) logger.LogInformation("{Runs} deleted runs are gone for good", gone);
    }

    /// <summary>One look: repairs lapsed leases and queues what waits.</summary>
    internal async Task LookAsync(TimeSpan waiting, CancellationToken cancellation)
    {
        var due = await leases.ReconcileAsync(waiting, cancellation);
        // Where all workers are busy, most of what waits is in the queue already. Adding it again at each look would fill the queue with
        // copies; what is missing in spite of its length gets in when the queue has become shorter.
        if (due.Count == 0 || await queue.CountAsync() > due.Count) return;
        foreach (var id in due)
        {
            logger.LogInformation("Run {RunId} waits for a worker; queueing it again", id);
            await queue.EnqueueAsync(id);
        }

        await signals.PublishAsync(RunSignal.CatchUp, cancellation);
    }
}
