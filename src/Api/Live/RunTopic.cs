using TrainingService.Contracts.Runs;

namespace TrainingService.Api.Live;

/// <summary>
/// What all watchers of one run share: a window of its newest events, its newest progress and its place in the queue. Watchers keep only their place in it, take one event
/// at a time and at their own speed; who falls behind the window reads from the store. So no watcher costs memory, and none waits for another.
/// </summary>
internal sealed class RunTopic(Guid runId, long afterSeq, RunState state)
{
    /// <summary>Events kept in the window at most: some seconds of a run that tells ten a second. Every watched run costs that much, so it is kept small.</summary>
    public const int WindowSize = 64;

    private readonly Lock _lock = new();
    private readonly RunEvent[] _window = new RunEvent[WindowSize];
    private readonly SharedNames _names = new();
    private long _last = afterSeq;
    private int _count;
    private readonly Dictionary<RunEventType, (RunEvent Event, long Version)> _newest = [];
    private long _version;
    private long _announced;
    private RunState _state = state;
    private TaskCompletionSource _changed = NewSignal();

    /// <summary>The run.</summary>
    public Guid RunId { get; } = runId;

    /// <summary>Wakes this topic's reader.</summary>
    public AsyncWake Wake { get; } = new();

    /// <summary>Number of the newest event in the window, or of the one before its first.</summary>
    public long LastSeq
    {
        get { lock (_lock) return _last; }
    }

    /// <summary>The newest state.</summary>
    public RunState State
    {
        get { lock (_lock) return _state; }
    }

    /// <summary>Whether a signal told of events that are not here yet.</summary>
    public bool IsBehind
    {
        get { lock (_lock) return _announced > _last; }
    }

    /// <summary>A signal came: the number of the newest event, 0 when only progress changed.</summary>
    public void Signal(long seq)
    {
        lock (_lock) _announced = Math.Max(_announced, seq);
        Wake.Set();
    }

    /// <summary>Adds events that follow the last one, in order.</summary>
    public void Append(IReadOnlyList<RunEvent> events)
    {
        if (events.Count == 0) return;
        lock (_lock)
        {
            foreach (var next in events)
            {
                if (next.Seq <= _last) continue;
                _last = next.Seq!.Value;
                _window[_last % WindowSize] = _names.Share(next);
                _count = Math.Min(_count + 1, WindowSize);
                if (next.Type is RunEventType.State) _state = next.State!.Value;
            }
        }

        Announce();
    }

    /// <summary>Replaces the progress if it is another.</summary>
    public void Report(RunProgress progress, DateTime at) => Replace(new RunEvent { RunId = RunId, Type = RunEventType.Progress, At = at, Progress = progress });

    /// <summary>Replaces the place in the queue if it is another.</summary>
    public void Report(QueuePlace place, DateTime at) => Replace(new RunEvent { RunId = RunId, Type = RunEventType.Queue, At = at, Queue = place });

    /// <summary>What comes next for a watcher at some place. One event only: a watcher that stops there must not hold what the window has let go.</summary>
    public TopicNews After(long seq, long version)
    {
        lock (_lock)
        {
            if (seq < _last - _count) return new TopicNews(null, true, [], version, _changed.Task);
            if (seq < _last) return new TopicNews(_window[(seq + 1) % WindowSize], false, [], version, _changed.Task);
            RunEvent[] newest = version == _version ? [] : [.. _newest.Values.Where(next => next.Version > version && Applies(next.Event)).Select(next => next.Event)];
            return new TopicNews(null, false, newest, _version, _changed.Task);
        }
    }

    private void Replace(RunEvent next)
    {
        lock (_lock)
        {
            if (!Applies(next)) return;
            if (_newest.TryGetValue(next.Type, out var last) && last.Event.Progress == next.Progress && last.Event.Queue == next.Queue) return;
            _newest[next.Type] = (next, ++_version);
        }

        Announce();
    }

    /// <summary>Whether it still tells something in the state that the run is in.</summary>
    private bool Applies(RunEvent next) => next.Type is RunEventType.Queue ? _state is RunState.Queued : !_state.IsTerminal();

    private void Announce()
    {
        TaskCompletionSource announced;
        lock (_lock) (announced, _changed) = (_changed, NewSignal());
        announced.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>News for one watcher of a topic.</summary>
/// <param name="Next">The next event; null when there is none yet, or the watcher is behind.</param>
/// <param name="IsBehind">Whether the watcher is behind the window and must read from the store.</param>
/// <param name="Newest">For one who has all events, what has no number and is new: the newest progress, the newest place in the queue.</param>
/// <param name="Version">The watcher's next place among those.</param>
/// <param name="Changed">Ends when there is more.</param>
internal readonly record struct TopicNews(RunEvent? Next, bool IsBehind, IReadOnlyList<RunEvent> Newest, long Version, Task Changed);
