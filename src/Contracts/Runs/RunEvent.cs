namespace TrainingService.Contracts.Runs;

/// <summary>One message of a run's feed, over SignalR and server-sent events alike. Which of the nullable parts is set follows from <see cref="Type"/>.</summary>
public sealed record RunEvent
{
    /// <summary>Number in the run's feed, from 1 without gaps. Null for progress and places in the queue, which are not kept: only the newest counts.</summary>
    public long? Seq { get; init; }

    /// <summary>The run.</summary>
    public required Guid RunId { get; init; }

    /// <summary>What it tells.</summary>
    public required RunEventType Type { get; init; }

    /// <summary>When, in UTC.</summary>
    public required DateTime At { get; init; }

    /// <summary>The new state, for `state`.</summary>
    public RunState? State { get; init; }

    /// <summary>The state before, for `state`; null for a run's first.</summary>
    public RunState? From { get; init; }

    /// <summary>Who changed the state: `api`, `worker NAME` or `reconciler`, for `state`.</summary>
    public string? Actor { get; init; }

    /// <summary>Why the state changed, for `state`, where it is not the plain course of things.</summary>
    public string? Reason { get; init; }

    /// <summary>The attempt the event belongs to.</summary>
    public int? Attempt { get; init; }

    /// <summary>Why it failed, for `state` = failed.</summary>
    public RunFailure? Failure { get; init; }

    /// <summary>The epoch that ended, from 1, for `epoch`.</summary>
    public int? Epoch { get; init; }

    /// <summary>Training steps done by then, for `epoch`.</summary>
    public long? Step { get; init; }

    /// <summary>Values by metric name, for `epoch`.</summary>
    public IReadOnlyDictionary<string, double>? Metrics { get; init; }

    /// <summary>A line of the run's log, for `log`.</summary>
    public RunLogLine? Log { get; init; }

    /// <summary>How far the run is, for `progress`.</summary>
    public RunProgress? Progress { get; init; }

    /// <summary>Where the run stands in the queue, for `queue`.</summary>
    public QueuePlace? Queue { get; init; }
}

/// <summary>Kinds of <see cref="RunEvent"/>.</summary>
public enum RunEventType
{
    /// <summary>The run's state changed.</summary>
    State,

    /// <summary>An epoch ended; its metrics are stored.</summary>
    Epoch,

    /// <summary>Something was said in the run's log.</summary>
    Log,

    /// <summary>The newest progress within an epoch.</summary>
    Progress,

    /// <summary>The newest place in the queue, while the run waits.</summary>
    Queue,
}
