namespace TrainingService.Contracts.Workers;

/// <summary>One worker process as `GET /api/v1/workers` shows it.</summary>
public sealed record WorkerResource
{
    /// <summary>Its id: made anew at each start of the process.</summary>
    public required Guid Id { get; init; }

    /// <summary>The name that runs show.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it works.</summary>
    public required WorkerState State { get; init; }

    /// <summary>The machine.</summary>
    public required string Host { get; init; }

    /// <summary>The process.</summary>
    public required int ProcessId { get; init; }

    /// <summary>The kernels it trains with, such as `cpu/avx512`.</summary>
    public required string Device { get; init; }

    /// <summary>Threads that compute, per run.</summary>
    public required int Threads { get; init; }

    /// <summary>Runs it trains at the same time at most.</summary>
    public required int Slots { get; init; }

    /// <summary>The runs it holds.</summary>
    public required IReadOnlyList<Guid> Runs { get; init; }

    /// <summary>Share of the machine's processors that this process used since its last heartbeat, 0 to 1.</summary>
    public required double Load { get; init; }

    /// <summary>Memory of the process in bytes.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>When it started, in UTC.</summary>
    public required DateTime StartedAt { get; init; }

    /// <summary>When it was last heard of, in UTC.</summary>
    public required DateTime HeartbeatAt { get; init; }
}

/// <summary>How a worker stands.</summary>
public enum WorkerState
{
    /// <summary>It takes runs.</summary>
    Active,

    /// <summary>It finishes what it has and takes nothing new.</summary>
    Draining,

    /// <summary>It ended in order.</summary>
    Stopped,

    /// <summary>It has not been heard of for three heartbeats.</summary>
    Lost,
}
