namespace TrainingService.Contracts.Runs;

/// <summary>Curves of several runs over one axis, as `GET /api/v1/metrics` gives them: numbers side by side, to be drawn as they are.</summary>
/// <param name="Axis">What `x` is.</param>
/// <param name="Series">One per run and metric that has points, in the order asked for.</param>
public sealed record MetricOverlay(MetricAxis Axis, IReadOnlyList<MetricCurve> Series);

/// <summary>One curve.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Name">The metric.</param>
/// <param name="Points">Points in the range, whether or not they are listed.</param>
/// <param name="NonFinite">Those that are NaN or infinite.</param>
/// <param name="X">Epochs, steps, or seconds since the run's start.</param>
/// <param name="Y">Values, as many; may hold "NaN", "Infinity" and "-Infinity".</param>
public sealed record MetricCurve(Guid RunId, string Name, long Points, long NonFinite, IReadOnlyList<double> X, IReadOnlyList<double> Y);

/// <summary>What curves are drawn over.</summary>
public enum MetricAxis
{
    /// <summary>Epochs, from 1.</summary>
    Epoch,

    /// <summary>Training steps.</summary>
    Step,

    /// <summary>Seconds since the run's start.</summary>
    Time,
}
