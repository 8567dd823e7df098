using TrainingService.Contracts.Runs;

namespace TrainingService.Api.Live;

/// <summary>The newest state and progress of each run that changed lately, numbered by change, so that any number of readers can follow.</summary>
internal sealed class LatestChanges
{
    /// <summary>Runs remembered at most; ended ones are forgotten first.</summary>
    public const int Capacity = 4096;

    /// <summary>Changes given at once: what a reader that stops there holds of what has been replaced since.</summary>
    public const int PageSize = 256;

    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, Entry> _runs = [];
    private TaskCompletionSource _changed = NewSignal();
    private long _version;

    /// <summary>Runs that had not ended when last seen.</summary>
    public IReadOnlyList<Guid> LiveRuns
    {
        get { lock (_lock) return [.. _runs.Where(run => !run.Value.State.State!.Value.IsTerminal()).Select(run => run.Key)]; }
    }

    /// <summary>Forgets all runs.</summary>
    public void Clear()
    {
        lock (_lock) _runs.Clear();
    }

    /// <summary>Takes in a run as it is now.</summary>
    public void Update(RunResource run, DateTime now)
    {
        TaskCompletionSource announced;
        lock (_lock)
        {
            var entry = _runs.GetValueOrDefault(run.Id);
            var state = entry is null || entry.Version < run.Version && (entry.State.State != run.State || entry.State.Attempt != run.Attempt);
            var progress = run.Progress is not null && entry?.Progress?.Progress != run.Progress && !run.State.IsTerminal();
            if (entry is not null && entry.Version > run.Version || !state && !progress) return;
            var next = entry ?? new Entry { State = StateOf(run, now) };
            if (state) (next.State, next.StateVersion) = (StateOf(run, now), ++_version);
            if (progress)
            {
                next.Progress = new RunEvent { RunId = run.Id, Type = RunEventType.Progress, At = now, Attempt = run.Attempt, Progress = run.Progress };
                next.ProgressVersion = ++_version;
            }

            next.Version = run.Version;
            _runs[run.Id] = next;
            if (_runs.Count > Capacity) Forget();
            (announced, _changed) = (_changed, NewSignal());
        }

        announced.SetResult();
    }

    /// <summary>
    /// Changes after a number in order of their coming, at most <see cref="PageSize"/>; the number of the last; and a task that ends with the next. Those
    /// without a change have all.
    /// </summary>
    public (IReadOnlyList<RunEvent> Changes, long Version, Task Changed) After(long version)
    {
        lock (_lock)
        {
            if (version == _version) return ([], _version, _changed.Task);
            var changes = _runs.Values
                .SelectMany(run => new[] { (Version: run.StateVersion, Event: run.State), (Version: run.ProgressVersion, Event: run.Progress!) })
                .Where(change => change.Version > version)
                .OrderBy(change => change.Version)
                .Take(PageSize).ToList();
            return ([.. changes.Select(change => change.Event)], changes.Count < PageSize ? _version : changes[^1].Version, _changed.Task);
        }
    }

    private void Forget()
    {
        var oldest = _runs.OrderBy(run => run.Value.State.State!.Value.IsTerminal() ? 0 : 1).ThenBy(run => run.Value.StateVersion).First();
        _runs.Remove(oldest.Key);
    }

    private static RunEvent StateOf(RunResource run, DateTime now) => new()
    {
        RunId = run.Id,
        Type = RunEventType.State,
        At = now,
        State = run.State,
        Attempt = run.Attempt,
        Failure = run.Failure,
    };

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class Entry
    {
        public required RunEvent State { get; set; }

        public long StateVersion { get; set; }

        public RunEvent? Progress { get; set; }

        public long ProgressVersion { get; set; }

        public long Version { get; set; }
    }
}
