using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using TrainingService.Contracts.Runs;
using TrainingService.Storage.Feed;
using TrainingService.Storage.Runs;

namespace TrainingService.Api.Live;

/// <summary>
/// The events of single runs as they happen. One topic per watched run reads the store once for all watchers of this process, on a signal or
/// after a while without one. <see cref="WatchAsync"/> neither misses nor doubles an event, wherever a watcher starts.
/// </summary>
public sealed class RunFeed(
    IRunStore store, IOptions<FeedOptions> options, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<RunFeed> logger)
{
    /// <summary>Events read from the store at once.</summary>
    private const int PageSize = 200;

    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, WatchedTopic> _topics = [];

    /// <summary>Runs that are watched now.</summary>
    public int TopicCount
    {
        get { lock (_lock) return _topics.Count; }
    }

    /// <summary>Whether somebody watches a run that waits.</summary>
    public bool AnyQueued
    {
        get { lock (_lock) return _topics.Values.Any(watched => watched.Topic.State is RunState.Queued); }
    }

    /// <summary>Tells those who watch runs that wait where these stand now.</summary>
    public void Place(IReadOnlyDictionary<Guid, QueuePlace> places, DateTime at)
    {
        ArgumentNullException.ThrowIfNull(places);
        RunTopic[] topics;
        lock (_lock) topics = [.. _topics.Values.Select(watched => watched.Topic)];
        foreach (var topic in topics)
        {
            if (places.TryGetValue(topic.RunId, out var place)) topic.Report(place, at);
        }
    }

    /// <summary>A run changed: its topic looks.</summary>
    public void Signal(RunSignal signal)
    {
        lock (_lock)
        {
            if (_topics.TryGetValue(signal.RunId, out var watched)) watched.Topic.Signal(signal.Seq);
            else if (signal.RunId == Guid.Empty) foreach (var each in _topics.Values) each.Topic.Signal(0);
        }
    }

    /// <summary>
    /// Every event after a number, then live ones and the newest progress, until the run has ended and all is told. An end in the middle of the feed,
    /// after which somebody asked for another attempt, does not end it. Nothing for an unknown run.
    /// </summary>
    /// <param name="runId">The run.</param>
    /// <param name="afterSeq">Number of the last event the watcher has; 0 for none.</param>
    /// <param name="cancellation">Ends the watch.</param>
    /// <exception cref="OperationCanceledException">Cancelled, or the service is shutting down.</exception>
    public async IAsyncEnumerable<RunEvent> WatchAsync(Guid runId, long afterSeq, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, lifetime.ApplicationStopping);
        var stop = both.Token;
        if (await store.FindAsync(runId, stop) is not { } run) yield break;

        // A number beyond the last one is of another database: what comes next is new to that watcher.
        var seen = Math.Clamp(afterSeq, 0, run.LastSeq);
        var endsAt = EndOf(run);
        if (seen >= endsAt) yield break;

        var topic = Enter(run);
        try
        {
            var version = 0L;
            var pages = new StoredPages(store, runId);
            while (true)
            {
                var news = topic.After(seen, version);
                // Held while the watcher takes one after the other, so it must be little, however slow it is.
                var events = news.IsBehind ? await pages.AfterAsync(seen, stop) : news.Next is { } one ? [one] : [];
                foreach (var next in events)
                {
                    seen = next.Seq!.Value;
                    yield return next;
                    if (next.IsFinal() && seen > (endsAt ?? 0)) endsAt = EndOf(await store.FindAsync(runId, stop));
                }

                // Behind, and nothing to read: the run was deleted.
                if (news.IsBehind && events.Count == 0) endsAt = EndOf(await store.FindAsync(runId, stop));
                if (seen >= endsAt) yield break;
                if (events.Count > 0) continue;
                foreach (var newest in news.Newest) yield return newest;
                version = news.Version;
                await news.Changed.WaitAsync(stop);
            }
        }
        finally
        {
            Leave(topic);
        }
    }

    /// <summary>Number of the last event of a run that has ended (a line of its log may follow its final state), or that was deleted; else null.</summary>
    private static long? EndOf(RunResource? run) => run is null ? 0 : run.State.IsTerminal() ? run.LastSeq : null;

    private RunTopic Enter(RunResource run)
    {
        lock (_lock)
        {
            if (!_topics.TryGetValue(run.Id, out var watched))
            {
                watched = new WatchedTopic(new RunTopic(run.Id, run.LastSeq, run.State));
                _topics.Add(run.Id, watched);
                watched.Reading = ReadAsync(watched.Topic, watched.Stop.Token);
            }

            watched.Watchers++;
            return watched.Topic;
        }
    }

    private void Leave(RunTopic topic)
    {
        WatchedTopic watched;
        lock (_lock)
        {
            watched = _topics[topic.RunId];
            if (--watched.Watchers > 0) return;
            _topics.Remove(topic.RunId);
        }

        watched.Stop.Cancel();
        watched.Stop.Dispose();
    }

    /// <summary>The one reader of a topic, for as long as somebody watches: a run that has ended may be tried again.</summary>
    private async Task ReadAsync(RunTopic topic, CancellationToken stop)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            var (looked, events) = (time.GetTimestamp(), 0L);
            while (true)
            {
                var behind = topic.IsBehind;
                looked = time.GetTimestamp();
                if (behind || events == 0) events = looked;
                await LookAsync(topic, stop);
                await NextAsync(topic, looked, events, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            logger.LogDebug("Nobody watches run {RunId} any more", topic.RunId);
        }
    }

    /// <summary>Waits until there is something to look for: events and progress each have a pace of their own, and without a signal it is the poll's time.</summary>
    private async Task NextAsync(RunTopic topic, long looked, long lookedForEvents, CancellationToken stop)
    {
        var signalled = false;
        while (true)
        {
            var wait = !signalled ? options.Value.Poll : options.Value.Pace - time.GetElapsedTime(topic.IsBehind ? lookedForEvents : looked);
            if (wait <= TimeSpan.Zero || !await topic.Wake.WaitAsync(wait, time, stop)) return;
            signalled = true;
        }
    }

    private async Task LookAsync(RunTopic topic, CancellationToken stop)
    {
        try
        {
            IReadOnlyList<RunEvent> page;
            do
            {
                page = await store.EventsAsync(topic.RunId, topic.LastSeq, PageSize, stop);
                topic.Append(page);
            }
            while (page.Count == PageSize);

            // After the events, so that progress is never older than they are.
            if (!topic.State.IsTerminal() && await store.FindAsync(topic.RunId, stop) is { Progress: { } progress })
            {
                topic.Report(progress, time.GetUtcNow().UtcDateTime);
            }
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            // The database may be away for a while: watchers keep their place and go on when it is back.
            logger.LogWarning(e, "Reading the events of run {RunId} failed; the next try is in {Poll}", topic.RunId, options.Value.Poll);
        }
    }

    private sealed class WatchedTopic(RunTopic topic)
    {
        public RunTopic Topic { get; } = topic;

        public CancellationTokenSource Stop { get; } = new();

        public Task Reading { get; set; } = Task.CompletedTask;

        public int Watchers { get; set; }
    }
}
