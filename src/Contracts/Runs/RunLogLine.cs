namespace TrainingService.Contracts.Runs;

/// <summary>A line of a run's log.</summary>
public sealed record RunLogLine
{
    /// <summary>How grave it is.</summary>
    public required RunLogLevel Level { get; init; }

    /// <summary>The part of the service that says it.</summary>
    public required string Source { get; init; }

    /// <summary>What it says.</summary>
    public required string Message { get; init; }

    /// <summary>The worker.</summary>
    public string? Worker { get; init; }

    /// <summary>The values in the message by name.</summary>
    public IReadOnlyDictionary<string, string>? Values { get; init; }

    /// <summary>The exception's type and message, if one is the cause.</summary>
    public string? Exception { get; init; }
}

/// <summary>Levels of log lines, in order.</summary>
public enum RunLogLevel
{
    /// <summary>For whoever looks closely.</summary>
    Debug,

    /// <summary>The course of things.</summary>
    Information,

    /// <summary>Not as it should be, but it goes on.</summary>
    Warning,

    /// <summary>Something failed.</summary>
    Error,
}

/// <summary>One line as `GET /api/v1/runs/{id}/logs` gives it.</summary>
/// <param name="Seq">Number of its event in the run's feed.</param>
/// <param name="At">When, in UTC.</param>
/// <param name="Attempt">The attempt it belongs to.</param>
/// <param name="Line">What was said.</param>
public sealed record RunLogEntry(long Seq, DateTime At, int? Attempt, RunLogLine Line);

/// <summary>Lines of a run's log in order.</summary>
/// <param name="Items">The lines.</param>
/// <param name="NextAfterSeq">Give it as `after_seq` for the lines that follow; null when these were the last for now.</param>
public sealed record RunLogPage(IReadOnlyList<RunLogEntry> Items, long? NextAfterSeq);
