namespace TrainingService.Worker.Queue;

/// <summary>Wakes a worker for a run. The run's row is the truth: a delivery may come twice, late or never, and all three are repaired.</summary>
public interface IRunQueue
{
    /// <summary>
    /// Asks for a worker, after the run has been stored. Never throws for a queue that is away: it gives false, and the reconciler asks again
    /// within seconds, so a caller need not care.
    /// </summary>
    Task<bool> EnqueueAsync(Guid runId);

    /// <summary>Makes everything ready that <see cref="EnqueueAsync"/> needs, and asks for nobody.</summary>
    Task RehearseAsync();

    /// <summary>Deliveries that no worker has taken yet.</summary>
    Task<long> CountAsync();
}
