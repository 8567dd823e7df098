using TrainingService.Contracts.Runs;
using TrainingService.Contracts.Specs.Metrics;

namespace TrainingService.Storage.Model;

/// <summary>A row of `run_metrics`: a metric's course in four numbers, kept up with its points. Null stands for NaN, which no order has a place for.</summary>
public sealed class RunMetricRow
{
    public Guid RunId { get; set; }

    public required string Name { get; set; }

    public double? Last { get; set; }

    public double? Best { get; set; }

    public double? Min { get; set; }

    public double? Max { get; set; }

    /// <summary>The row of a summary.</summary>
    public static RunMetricRow Of(Guid runId, string name, MetricSummary summary)
    {
        ArgumentNullException.ThrowIfNull(summary);
        return new()
        {
            RunId = runId,
            Name = name,
            Last = Known(summary.Last),
            Best = Known(MetricDirection.LowerIsBetter(name) ? summary.Min : summary.Max),
            Min = Known(summary.Min),
            Max = Known(summary.Max),
        };
    }

    private static double? Known(double value) => double.IsNaN(value) ? null : value;
}
