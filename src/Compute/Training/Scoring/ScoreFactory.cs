using TrainingService.Contracts.Specs.Metrics;

namespace TrainingService.Compute.Training.Scoring;

/// <summary>From a spec's metrics to what computes them.</summary>
internal static class ScoreFactory
{
    /// <summary>The score of a metric; null for those that the loss gives by itself.</summary>
    public static IScore? Of(MetricSpec metric, ScoredOutput output) => metric switch
    {
        AccuracyMetric => new DecisionScore(output, "accuracy"),
        ZeroOneMetric => new DecisionScore(output, "zero_one", ofWrong: true),
        ExactMatchMetric => new DecisionScore(output, "exact_match", ofWholeRows: true),
        TopKMetric top => new TopKScore(output, top.K),
        PrecisionMetric precision => new RatioScore(output, "precision", precision.Average, c => (c.Tp, c.Tp + c.Fp)),
        RecallMetric recall => new RatioScore(output, "recall", recall.Average, c => (c.Tp, c.Tp + c.Fn)),
        F1Metric f1 => new RatioScore(output, "f1", f1.Average, c => (2 * c.Tp, 2 * c.Tp + c.Fp + c.Fn)),
        RocAucMetric auc => new RocAucScore(output, auc.MaxRows),
        ConfusionMatrixMetric => new ConfusionScore(output),
        MeanIouMetric iou => new MeanIouScore(output, iou.PerClass),
        MaeMetric => new NumberScore(output, "mae"),
        RmseMetric => new NumberScore(output, "rmse"),
        R2Metric => new NumberScore(output, "r2"),
        BoxIouMetric box => new BoxIouScore(output, box.Format),
        BleuMetric => new BleuScore(output),
        PerplexityMetric => null,
        _ => throw new ArgumentOutOfRangeException(nameof(metric), metric.GetType().Name, "No score for this metric."),
    };

    /// <summary>The names under which a metric is reported and can be monitored; none for those without a single number.</summary>
    public static IEnumerable<string> NamesOf(MetricSpec? metric) => metric switch
    {
        null or ConfusionMatrixMetric => [],
        _ when GeneratedScores.Is(metric) => [], // Of the test part alone.
        TopKMetric top => [$"top_{top.K}"],
        PrecisionMetric precision => Averaged("precision", precision.Average),
        RecallMetric recall => Averaged("recall", recall.Average),
        F1Metric f1 => Averaged("f1", f1.Average),
        AccuracyMetric => ["accuracy"],
        ZeroOneMetric => ["zero_one"],
        ExactMatchMetric => ["exact_match"],
        RocAucMetric => ["roc_auc"],
        MeanIouMetric => ["mean_iou"],
        MaeMetric => ["mae"],
        RmseMetric => ["rmse"],
        R2Metric => ["r2"],
        BoxIouMetric => ["box_iou"],
        BleuMetric => ["bleu"],
        PerplexityMetric => ["perplexity"],
        _ => throw new ArgumentOutOfRangeException(nameof(metric), metric.GetType().Name, "No name for this metric."),
    };

    private static string[] Averaged(string name, ScoreAverage average) => average switch
    {
        ScoreAverage.Macro => [name],
        ScoreAverage.Micro => [name + "_micro"],
        _ => [],
    };
}
