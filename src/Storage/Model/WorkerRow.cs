namespace TrainingService.Storage.Model;

/// <summary>A row of `workers`: one process that trains. Times are UTC, from the database's clock.</summary>
public sealed class WorkerRow
{
    /// <summary>Made anew at each start.</summary>
    public Guid Id { get; set; }

    /// <summary>The name that runs show as their worker.</summary>
    public required string Name { get; set; }

    public required string Host { get; set; }

    public int ProcessId { get; set; }

    public required string Device { get; set; }

    public int Threads { get; set; }

    public int Slots { get; set; }

    /// <summary>Share of the machine's processors used since the last heartbeat.</summary>
    public double Load { get; set; }

    public long MemoryBytes { get; set; }

    /// <summary>It takes nothing new; read at each claim.</summary>
    public bool Draining { get; set; }

    public DateTime StartedAt { get; set; }

    public DateTime HeartbeatAt { get; set; }

    /// <summary>When it ended in order.</summary>
    public DateTime? StoppedAt { get; set; }
}
