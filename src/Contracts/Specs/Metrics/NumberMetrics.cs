using System.ComponentModel;
using TrainingService.Contracts.Specs.Losses;

namespace TrainingService.Contracts.Specs.Metrics;

/// <summary>Mean absolute error over rows and outputs, in the unit of the data. Lower is better.</summary>
public sealed record MaeMetric : MetricSpec;

/// <summary>Root of the mean squared error over rows and outputs, in the unit of the data. Lower is better.</summary>
public sealed record RmseMetric : MetricSpec;

/// <summary>Coefficient of determination: 1 - Σ (z - t)² / Σ (t - mean of t)², mean over the outputs; NaN where targets are constant.</summary>
public sealed record R2Metric : MetricSpec;

/// <summary>Mean intersection over union of predicted and true boxes, in the unit of the data.</summary>
public sealed record BoxIouMetric : MetricSpec
{
    /// <summary>What the four numbers are. Default xywh.</summary>
    [DefaultValue(BoxFormat.Xywh)]
    public BoxFormat Format { get; init; } = BoxFormat.Xywh;
}
