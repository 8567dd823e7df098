using TrainingService.Contracts.Runs;

namespace TrainingService.Api.Live;

/// <summary>
/// What all watchers of one run share: a window of its newest events and its newest progress. Watchers keep only their place in it and read at
/// their own speed; who falls behind the window reads from the store. So no watcher costs memory, and none waits for another.
/// </summary>
internal sealed class RunTopic(Guid runId, long afterSeq)
{
    /// <summary>Events kept in the window at most.</summary>
    public const int WindowSize = 256;

    private readonly Lock _lock = new();
    private readonly Queue<RunEvent> _window = new(WindowSize);
    private long _last = afterSeq;
    private RunEvent? _progress;
    private long _progressVersion;
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

    /// <summary>Whether the newest state is a final one.</summary>
    public bool Ended { get; private set; }

    /// <summary>Adds events that follow the last one, in order.</summary>
    public void Append(IReadOnlyList<RunEvent> events)
    {
        if (events.Count == 0) return;
        lock (_lock)
        {
            foreach (var next in events)
            {
                if (next.Seq <= _last) continue;
                if (_window.Count == WindowSize) _window.Dequeue();
                _window.Enqueue(next);
                _last = next.Seq!.Value;
                if (next.Type is RunEventType.State) Ended = next.IsFinal();
            }
        }

        Announce();
    }

    /// <summary>Replaces the progress if it is another.</summary>
    public void Report(RunProgress progress, DateTime at)
    {
        lock (_lock)
        {
            if (Ended || _progress?.Progress == progress) return;
            _progress = new RunEvent { RunId = RunId, Type = RunEventType.Progress, At = at, Progress = progress };
            _progressVersion++;
        }

        Announce();
    }

    /// <summary>What a watcher at some place has not seen yet, and a task that ends with the next change.</summary>
    public TopicNews After(long seq, long progressVersion)
    {
        lock (_lock)
        {
            var floor = _last - _window.Count;
            var events = seq < floor ? null : _window.Where(e => e.Seq > seq).ToArray();
            var progress = !Ended && progressVersion < _progressVersion ? _progress : null;
            return new TopicNews(events, progress, _progressVersion, _changed.Task);
        }
    }

    private void Announce()
    {
        TaskCompletionSource announced;
        lock (_lock) (announced, _changed) = (_changed, NewSignal());
        announced.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>News for one watcher of a topic.</summary>
/// <param name="Events">Events in order; null when the watcher is behind the window and must read from the store.</param>
/// <param name="Progress">Newest progress, if it is new.</param>
/// <param name="ProgressVersion">The watcher's next place among progresses.</param>
/// <param name="Changed">Ends when there is more.</param>
internal readonly record struct TopicNews(IReadOnlyList<RunEvent>? Events, RunEvent? Progress, long ProgressVersion, Task Changed);
