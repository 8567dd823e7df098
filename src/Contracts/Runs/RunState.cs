namespace TrainingService.Contracts.Runs;

/// <summary>Where a run is in its life. <see cref="RunStates"/> says which state may follow which, <see cref="RunActions"/> what people may do in each.</summary>
public enum RunState
{
    /// <summary>Waiting for a worker.</summary>
    Queued,

    /// <summary>A worker holds its lease and loads data, plans and allocates.</summary>
    Starting,

    /// <summary>A worker holds its lease and trains it.</summary>
    Running,

    /// <summary>Pause was asked for; the worker writes a checkpoint and lets go.</summary>
    Pausing,

    /// <summary>No worker has it and none will, until somebody resumes it; it goes on from its checkpoint then.</summary>
    Paused,

    /// <summary>Stop was asked for; the worker finishes its batch, scores what it has and keeps the best.</summary>
    Stopping,

    /// <summary>Cancel was asked for; the worker has not yet let go.</summary>
    Cancelling,

    /// <summary>Ended with a trained model.</summary>
    Succeeded,

    /// <summary>Ended without one; `failure` says why.</summary>
    Failed,

    /// <summary>Ended because somebody asked for it.</summary>
    Cancelled,
}
