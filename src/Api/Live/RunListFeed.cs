using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using TrainingService.Contracts.Runs;
using TrainingService.Storage.Feed;
using TrainingService.Storage.Runs;

namespace TrainingService.Api.Live;

/// <summary>
/// State and newest progress of all runs as they change, for lists. Only the newest of each counts: a watcher that is slow gets fewer, and
/// memory is bounded by the number of runs that changed lately.
/// </summary>
public sealed class RunListFeed(
    IRunStore store, IOptions<FeedOptions> options, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<RunListFeed> logger)
    : BackgroundService
{
    private readonly Lock _lock = new();
    private readonly LatestChanges _latest = new();
    private readonly HashSet<Guid> _dirty = [];
    private readonly AsyncWake _wake = new();
    private bool _all = true;
    private int _watchers;

    /// <summary>A run changed.</summary>
    public void Signal(RunSignal signal)
    {
        lock (_lock)
        {
            if (_watchers == 0) return;
            if (signal.RunId == Guid.Empty || _dirty.Count >= SignalQueue.Capacity) _all = true;
            else _dirty.Add(signal.RunId);
        }

        _wake.Set();
    }

    /// <summary>The newest state and progress of runs that are alive or ended lately, then changes, until cancelled.</summary>
    /// <exception cref="OperationCanceledException">Cancelled, or the service is shutting down.</exception>
    public async IAsyncEnumerable<RunEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, lifetime.ApplicationStopping);
        lock (_lock)
        {
            if (_watchers++ == 0)
            {
                // Nobody looked while nobody watched: what is known is old.
                _latest.Clear();
                _all = true;
            }
        }

        _wake.Set();
        try
        {
            // From 0: what changed between a client's list and this call is not missed.
            var seen = 0L;
            while (true)
            {
                var (changes, version, changed) = _latest.After(seen);
                foreach (var change in changes) yield return change;
                seen = version;
                if (changes.Count == 0) await changed.WaitAsync(both.Token);
            }
        }
        finally
        {
            lock (_lock) _watchers--;
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await RunAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Also when another service failed to start, where the host would take it for a fault of this one.
            logger.LogDebug("Stopped");
        }
    }

    private async Task RunAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var signalled = await _wake.WaitAsync(options.Value.Poll, time, stoppingToken);
            if (Volatile.Read(ref _watchers) == 0) continue;
            try
            {
                await LookAsync(everything: !signalled, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                lock (_lock) _all = true;
                logger.LogWarning(e, "Reading the runs that changed failed; the next try is in {Poll}", options.Value.Poll);
            }

            await Task.Delay(options.Value.Pace, time, stoppingToken);
        }
    }

    private async Task LookAsync(bool everything, CancellationToken stop)
    {
        Guid[] dirty;
        lock (_lock)
        {
            everything |= _all;
            dirty = [.. _dirty];
            _dirty.Clear();
            _all = false;
        }

        var read = new HashSet<Guid>();
        if (everything)
        {
            var page = await store.ListAsync(new RunQuery(RunStates.Alive, 200, null), stop);
            foreach (var run in page.Items)
            {
                read.Add(run.Id);
                _latest.Update(run, Now());
            }

            // A run that was alive and no longer is has ended in between.
            dirty = [.. dirty.Union(_latest.LiveRuns)];
        }

        foreach (var id in dirty.Where(id => !read.Contains(id)))
        {
            if (await store.FindAsync(id, stop) is { } run) _latest.Update(run, Now());
        }
    }

    private DateTime Now() => time.GetUtcNow().UtcDateTime;
}
