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
    private const int ReadAtOnce = 200;

    private readonly Lock _lock = new();
    private readonly LatestChanges _latest = new();
    private readonly HashSet<Guid> _dirty = [];
    private readonly AsyncWake _wake = new();
    private bool _all = true;
    private int _watchers;

    /// <summary>Watchers now.</summary>
    internal int Watchers => Volatile.Read(ref _watchers);

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
    /// <param name="only">Runs that matter, whether alive or not; null for all.</param>
    /// <param name="cancellation">Ends the watch.</param>
    /// <exception cref="OperationCanceledException">Cancelled, or the service is shutting down.</exception>
    public async IAsyncEnumerable<RunEvent> WatchAsync(IReadOnlySet<Guid>? only, [EnumeratorCancellation] CancellationToken cancellation)
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

            // Ended ones are read only when somebody asks for them.
            if (only is not null) _dirty.UnionWith(only);
        }

        _wake.Set();
        try
        {
            // From 0: what changed between a client's list and this call is not missed.
            var seen = 0L;
            while (true)
            {
                var (changes, version, changed) = _latest.After(seen);
                foreach (var change in changes)
                {
                    if (only?.Contains(change.RunId) is not false) yield return change;
                }

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
            var (everything, dirty) = Take();
            try
            {
                await LookAsync(everything || !signalled, dirty, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // Looked for again, also those that have ended.
                lock (_lock)
                {
                    _all = true;
                    _dirty.UnionWith(dirty);
                }

                logger.LogWarning(e, "Reading the runs that changed failed; the next try is in {Poll}", options.Value.Poll);
            }

            await Task.Delay(options.Value.Pace, time, stoppingToken);
        }
    }

    private (bool Everything, IReadOnlyCollection<Guid> Dirty) Take()
    {
        lock (_lock)
        {
            var taken = (_all, _dirty.ToList());
            _dirty.Clear();
            _all = false;
            return taken;
        }
    }

    private async Task LookAsync(bool everything, IReadOnlyCollection<Guid> dirty, CancellationToken stop)
    {
        var wanted = dirty.ToHashSet();
        if (everything)
        {
            var page = await store.ListAsync(new RunQuery(RunStates.Alive, ReadAtOnce, null), stop);
            foreach (var run in page.Items) _latest.Update(run, Now());

            // A run that was alive and no longer is has ended in between.
            wanted.UnionWith(_latest.LiveRuns);
            wanted.ExceptWith(page.Items.Select(run => run.Id));
        }

        foreach (var ids in wanted.Chunk(ReadAtOnce))
        {
            foreach (var run in await store.FindAllAsync(ids, stop))
            {
                if (run is not null) _latest.Update(run, Now());
            }
        }
    }

    private DateTime Now() => time.GetUtcNow().UtcDateTime;
}
