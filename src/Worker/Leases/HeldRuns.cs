using System.Collections.Concurrent;
using TrainingService.Storage.Feed;

namespace TrainingService.Worker.Leases;

/// <summary>The runs that this process holds, to be nudged when something happens to them: a pause or cancel is then seen at once, not at the next renewal.</summary>
internal sealed class HeldRuns
{
    private readonly ConcurrentDictionary<Guid, LeaseKeeper> _keepers = new();

    /// <summary>Adds a run until what is given back is disposed.</summary>
    public IDisposable Add(Guid runId, LeaseKeeper keeper)
    {
        _keepers[runId] = keeper;
        return new Holding(_keepers, runId, keeper);
    }

    /// <summary>Passes a signal on to whom it concerns.</summary>
    public void Nudge(RunSignal signal)
    {
        foreach (var (runId, keeper) in _keepers)
        {
            if (signal.RunId == runId || signal.RunId == Guid.Empty) keeper.Nudge(signal);
        }
    }

    private sealed class Holding(ConcurrentDictionary<Guid, LeaseKeeper> keepers, Guid runId, LeaseKeeper keeper) : IDisposable
    {
        public void Dispose() => keepers.TryRemove(KeyValuePair.Create(runId, keeper));
    }
}
