using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using TrainingService.Contracts.Runs;
using TrainingService.Contracts.Workers;
using TrainingService.Storage.Feed;
using TrainingService.Storage.Queue;
using TrainingService.Storage.Workers;

namespace TrainingService.Api.Live;

/// <summary>
/// What waits and who works, as it changes: for lists, and as the place of single runs in their own feeds. Read once for all who watch in this process,
/// and only while somebody does; many changes in a short time are one.
/// </summary>
public sealed class QueueFeed(
    IRunQueueReader reader, IWorkerRegistry registry, RunFeed runs, IOptions<FeedOptions> options, TimeProvider time, IHostApplicationLifetime lifetime,
    ILogger<QueueFeed> logger) : BackgroundService
{
    private readonly AsyncWake _wake = new();
    private readonly LatestValue<QueueUpdate> _latest = new();
    private IReadOnlyDictionary<Guid, QueuePlace> _told = new Dictionary<Guid, QueuePlace>();
    private int _watchers;

    /// <summary>A run changed. Progress moves starts a little only: the next regular look finds it.</summary>
    public void Signal(RunSignal signal)
    {
        if (signal.Seq > 0 || signal == RunSignal.CatchUp) _wake.Set();
    }

    /// <summary>What waits and who works now, then whenever it changes, until cancelled. A watcher that is slow gets fewer.</summary>
    /// <exception cref="OperationCanceledException">Cancelled, or the service is shutting down.</exception>
    public async IAsyncEnumerable<QueueUpdate> WatchAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, lifetime.ApplicationStopping);
        // What is known from before, when nobody watched, is old.
        if (Interlocked.Increment(ref _watchers) == 1) _latest.Clear();
        _wake.Set();
        try
        {
            await foreach (var update in _latest.ReadAsync(both.Token)) yield return update;
        }
        finally
        {
            Interlocked.Decrement(ref _watchers);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await _wake.WaitAsync(options.Value.QueuePoll, time, stoppingToken);
                if (Volatile.Read(ref _watchers) == 0 && !runs.AnyQueued) continue;
                await LookAsync(stoppingToken);
                await Task.Delay(options.Value.QueuePace, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            logger.LogDebug("Stopped");
        }
    }

    private async Task LookAsync(CancellationToken stop)
    {
        try
        {
            var (queue, waiting) = await reader.ReadAllAsync(stop);
            var at = time.GetUtcNow().UtcDateTime;
            var settled = QueueSteadiness.Settle(_told, waiting, at);
            _told = settled.ToDictionary(run => run.Id, run => run.Place);
            runs.Place(_told, at);
            if (Volatile.Read(ref _watchers) == 0) return;
            var update = new QueueUpdate(queue with { Next = [.. settled.Take(queue.Next.Count)] }, await registry.ListAsync(stop));
            if (_latest.Value is not { } last || !Same(last, update)) _latest.Set(update);
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            logger.LogWarning(e, "Reading the queue failed; the next try is in {Poll}", options.Value.QueuePoll);
        }
    }

    private static bool Same(QueueUpdate a, QueueUpdate b) =>
        a.Queue.Waiting == b.Queue.Waiting && a.Queue.Held == b.Queue.Held && a.Queue.Slots == b.Queue.Slots
        && a.Queue.Owners.SequenceEqual(b.Queue.Owners) && a.Queue.Next.SequenceEqual(b.Queue.Next)
        && a.Workers.Select(Seen).SequenceEqual(b.Workers.Select(Seen)) && a.Workers.SelectMany(w => w.Runs).SequenceEqual(b.Workers.SelectMany(w => w.Runs));

    private static (Guid, WorkerState, DateTime) Seen(WorkerResource worker) => (worker.Id, worker.State, worker.HeartbeatAt);
}
