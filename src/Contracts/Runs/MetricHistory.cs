namespace TrainingService.Contracts.Runs;

/// <summary>Points of a run's metrics, as `GET /api/v1/runs/{id}/metrics` gives them.</summary>
/// <param name="RunId">The run.</param>
/// <param name="LastSeq">Sequence number of the run's last event when this was read: subscribe with it as `after_seq` and nothing is missed.</param>
/// <param name="Series">Points by metric name, by epoch: all of them, or of a long series those that hold its shape.</param>
/// <param name="Counts">How many points there are in the range asked for, by metric name, whether or not they are listed.</param>
/// <param name="Buckets">Of the series that were thinned, what each stretch of them holds.</param>
public sealed record MetricHistory(
    Guid RunId,
    long LastSeq,
    IReadOnlyDictionary<string, IReadOnlyList<MetricPoint>> Series,
    IReadOnlyDictionary<string, MetricCount> Counts,
    IReadOnlyDictionary<string, IReadOnlyList<MetricStretch>>? Buckets = null);

/// <summary>One value of a metric.</summary>
/// <param name="Seq">Number of the event that brought it.</param>
/// <param name="Epoch">The epoch it closes, from 1.</param>
/// <param name="Step">Training steps done by then.</param>
/// <param name="At">When, in UTC.</param>
/// <param name="Value">The value; may be "NaN", "Infinity" or "-Infinity".</param>
public sealed record MetricPoint(long Seq, int Epoch, long Step, DateTime At, double Value);

/// <summary>How many points a series has.</summary>
/// <param name="Points">All of them.</param>
/// <param name="NonFinite">Those that are NaN or infinite.</param>
public sealed record MetricCount(long Points, long NonFinite);

/// <summary>
/// A stretch of a thinned series. Its first, last, smallest and largest point and its first that is no number are among the listed points, so that no
/// peak is lost. Stretches lie at multiples of their length, a power of two: the same points give the same stretches whenever they are asked for.
/// </summary>
/// <param name="FirstEpoch">Its first epoch with a point.</param>
/// <param name="LastEpoch">Its last.</param>
/// <param name="Points">Points in it.</param>
/// <param name="NonFinite">Those that are NaN or infinite.</param>
/// <param name="Mean">Mean of its finite values; null if there are none.</param>
/// <param name="Min">The smallest of them.</param>
/// <param name="Max">The largest of them.</param>
public sealed record MetricStretch(int FirstEpoch, int LastEpoch, int Points, int NonFinite, double? Mean, double? Min, double? Max);
