using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace TrainingService.Contracts.Specs.Metrics;

/// <summary>
/// Share of rows (or positions) whose predicted class is the right one. With one output the prediction is 1 when the output says yes; multi-label: share of
/// outputs on the right side.
/// </summary>
public sealed record AccuracyMetric : MetricSpec;

/// <summary>0-1 loss: share of wrong decisions, 1 - accuracy. Lower is better.</summary>
public sealed record ZeroOneMetric : MetricSpec;

/// <summary>Share of rows whose right class is among the k largest outputs (of equal ones the first count as larger). Reported as `top_K`, such as `top_5`.</summary>
public sealed record TopKMetric : MetricSpec
{
    /// <summary>k. Default 5.</summary>
    [Range(1, 1_000_000)]
    [DefaultValue(5)]
    public int K { get; init; } = 5;
}

/// <summary>How per-class scores become one.</summary>
public enum ScoreAverage
{
    /// <summary>Mean over the classes. A class without any prediction or row counts as 0. With two classes: the score of class 1.</summary>
    Macro,

    /// <summary>From the sums over all classes; reported with `_micro` behind the name.</summary>
    Micro,

    /// <summary>Each class by itself; reported with its number behind the name, such as `f1_0`.</summary>
    PerClass,
}

/// <summary>Share of the rows predicted as a class that are of that class: tp / (tp + fp).</summary>
public sealed record PrecisionMetric : MetricSpec
{
    /// <summary>How classes are put together. Default macro.</summary>
    [DefaultValue(ScoreAverage.Macro)]
    public ScoreAverage Average { get; init; } = ScoreAverage.Macro;
}

/// <summary>Share of the rows of a class that are predicted as it: tp / (tp + fn).</summary>
public sealed record RecallMetric : MetricSpec
{
    /// <summary>How classes are put together. Default macro.</summary>
    [DefaultValue(ScoreAverage.Macro)]
    public ScoreAverage Average { get; init; } = ScoreAverage.Macro;
}

/// <summary>Harmonic mean of precision and recall: 2 tp / (2 tp + fp + fn). Multi-label: over the outputs as classes.</summary>
public sealed record F1Metric : MetricSpec
{
    /// <summary>How classes are put together. Default macro.</summary>
    [DefaultValue(ScoreAverage.Macro)]
    public ScoreAverage Average { get; init; } = ScoreAverage.Macro;
}

/// <summary>
/// Area under the receiver operating characteristic: the chance that a positive row has a larger output than a negative one, ties counting half. Exact.
/// Several classes or labels: each against the rest, mean over those with both kinds of rows. NaN when there is none.
/// </summary>
public sealed record RocAucMetric : MetricSpec
{
    /// <summary>Rows whose outputs are kept; further rows of a pass are left out. Default 100000.</summary>
    [Range(2, 10_000_000)]
    [DefaultValue(100_000)]
    public int MaxRows { get; init; } = 100_000;
}

/// <summary>Counts of (true class, predicted class) pairs over the test part, in the result.</summary>
public sealed record ConfusionMatrixMetric : MetricSpec;

/// <summary>Mean over the classes that occur of tp / (tp + fp + fn), counted over all positions of a part: for masks.</summary>
public sealed record MeanIouMetric : MetricSpec
{
    /// <summary>Whether each class's own is reported too, with its number behind the name, such as `iou_1`; classes that do not occur are left out. Default false.</summary>
    [DefaultValue(false)]
    public bool PerClass { get; init; }
}
