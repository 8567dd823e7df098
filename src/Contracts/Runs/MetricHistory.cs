namespace TrainingService.Contracts.Runs;

/// <summary>All points of a run's metrics, as `GET /api/v1/runs/{id}/metrics` gives them.</summary>
/// <param name="RunId">The run.</param>
/// <param name="LastSeq">Sequence number of the run's last event when this was read: subscribe with it as `after_seq` and nothing is missed.</param>
/// <param name="Series">Points by metric name, by epoch.</param>
public sealed record MetricHistory(Guid RunId, long LastSeq, IReadOnlyDictionary<string, IReadOnlyList<MetricPoint>> Series);

/// <summary>One value of a metric.</summary>
/// <param name="Seq">Number of the event that brought it.</param>
/// <param name="Epoch">The epoch it closes, from 1.</param>
/// <param name="Step">Training steps done by then.</param>
/// <param name="At">When, in UTC.</param>
/// <param name="Value">The value; may be "NaN", "Infinity" or "-Infinity".</param>
public sealed record MetricPoint(long Seq, int Epoch, long Step, DateTime At, double Value);
