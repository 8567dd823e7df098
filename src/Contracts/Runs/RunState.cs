namespace TrainingService.Contracts.Runs;

/// <summary>Where a run is in its life. <see cref="RunStates"/> says which state may follow which.</summary>
public enum RunState
{
    /// <summary>Waiting for a worker.</summary>
    Queued,

    /// <summary>A worker holds its lease and trains it.</summary>
    Running,

    /// <summary>Cancel was asked for; the worker has not yet let go.</summary>
    Cancelling,

    /// <summary>Ended with a trained model.</summary>
    Succeeded,

    /// <summary>Ended without one; `failure` says why.</summary>
    Failed,

    /// <summary>Ended because somebody asked for it.</summary>
    Cancelled,
}
