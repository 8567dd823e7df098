namespace TrainingService.Worker.Leases;

/// <summary>Why a worker lets go of a run before its end. The greatest one counts.</summary>
internal enum StopReason
{
    /// <summary>No reason: go on.</summary>
    None,

    /// <summary>The worker shuts down; the run goes back to the queue.</summary>
    Shutdown,

    /// <summary>Somebody wants the run paused.</summary>
    Paused,

    /// <summary>Somebody wants the run cancelled.</summary>
    Cancelled,

    /// <summary>The run is another worker's, or may be by now: nothing more may be written.</summary>
    LeaseLost,
}
