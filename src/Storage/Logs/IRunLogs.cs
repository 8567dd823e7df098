using TrainingService.Contracts.Runs;

namespace TrainingService.Storage.Logs;

/// <summary>
/// What was said about runs while they were worked on. Lines are events of a run's feed: numbered, replayed and pushed like the others. They are
/// not fenced: what a worker said that had lost its run is true as well, and its name stands by it.
/// </summary>
public interface IRunLogs
{
    /// <summary>Lines kept per run; after them only a note that there were more.</summary>
    const int MaxLines = 5000;

    /// <summary>Adds lines in order. Does nothing for a run that is not there.</summary>
    Task AppendAsync(Guid runId, IReadOnlyList<RunLogLine> lines, CancellationToken cancellation);

    /// <summary>Lines of a run in order; null if there is no such run.</summary>
    Task<RunLogPage?> ReadAsync(Guid runId, RunLogQuery query, CancellationToken cancellation);
}

/// <summary>Which lines to read.</summary>
/// <param name="AfterSeq">Only those after this number.</param>
/// <param name="Limit">At most so many.</param>
/// <param name="Level">Only those at least as grave.</param>
/// <param name="Text">Only those that contain it, in whatever case.</param>
public sealed record RunLogQuery(long AfterSeq, int Limit, RunLogLevel Level, string? Text);
