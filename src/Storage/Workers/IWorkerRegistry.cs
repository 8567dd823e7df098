using TrainingService.Contracts.Workers;

namespace TrainingService.Storage.Workers;

/// <summary>Which workers there are. It decides nothing about runs: leases do that.</summary>
public interface IWorkerRegistry
{
    /// <summary>Time between heartbeats; a worker silent for three of them counts as lost.</summary>
    static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(5);

    /// <summary>Says that a worker lives, registering it the first time. Gives whether it is to take nothing new.</summary>
    Task<bool> BeatAsync(WorkerBeat beat, CancellationToken cancellation);

    /// <summary>A worker ends in order.</summary>
    Task StopAsync(Guid id, CancellationToken cancellation);

    /// <summary>From now on it takes nothing new, or does again. Null when there is no such worker.</summary>
    Task<WorkerResource?> SetDrainingAsync(Guid id, bool draining, CancellationToken cancellation);

    /// <summary>All workers heard of within the last day, active ones first.</summary>
    Task<IReadOnlyList<WorkerResource>> ListAsync(CancellationToken cancellation);
}

/// <summary>A sign of life.</summary>
/// <param name="Id">Made anew at each start of the process.</param>
/// <param name="Name">The name that runs show.</param>
/// <param name="Host">The machine.</param>
/// <param name="ProcessId">The process.</param>
/// <param name="Device">The kernels it trains with.</param>
/// <param name="Threads">Threads that compute, per run.</param>
/// <param name="Slots">Runs at the same time at most.</param>
/// <param name="Load">Share of the machine's processors used since the last one, 0 to 1.</param>
/// <param name="MemoryBytes">Memory of the process.</param>
public sealed record WorkerBeat(
    Guid Id, string Name, string Host, int ProcessId, string Device, int Threads, int Slots, double Load, long MemoryBytes);
