using TrainingService.Compute.Data;
using TrainingService.Compute.Training.Scoring;
using TrainingService.Contracts.Specs.Losses;
using TrainingService.Contracts.Specs.Metrics;
using TrainingService.Contracts.Validation;

namespace TrainingService.Compute.Specs;

/// <summary>Checks that scores go with the loss and the target they judge.</summary>
internal static class MetricChecks
{
    private const int MostClasses = 1000;

    /// <summary>Reports whatever does not go together.</summary>
    public static void Run(IReadOnlyList<MetricSpec?>? metrics, string at, LossSpec? loss, FieldSchema target, ICollection<SpecError> errors)
    {
        if (metrics is null) return;
        for (var i = 0; i < metrics.Count; i++)
        {
            if (metrics[i] is not { } metric) continue;
            var pointer = $"{at}/{i}";
            if (metrics.Take(i).Contains(metric)) errors.Add(new SpecError(pointer, "duplicate", "This metric is listed already.", "each metric once"));
            if (Problem(metric, loss, target) is var (code, detail, expected)) errors.Add(new SpecError(pointer, code, detail, expected));
        }
    }

    private static (string Code, string Detail, string Expected)? Problem(MetricSpec metric, LossSpec? loss, FieldSchema target)
    {
        var decides = target.IsInteger || (loss is not null && LossFactory.IsBinary(loss) && loss is not MaskLoss);
        var isMultiLabel = loss is BinaryCrossEntropyLoss && target is { IsInteger: true, Classes: > 2 };
        return metric switch
        {
            AccuracyMetric or ZeroOneMetric or PrecisionMetric or RecallMetric or F1Metric or RocAucMetric or ConfusionMatrixMetric or ExactMatchMetric when !decides =>
                ("target_mismatch", "This score is for classes, but the dataset's targets are numbers.", "leave it out, or mae, rmse, r2"),
            TopKMetric or MeanIouMetric or BleuMetric when !target.IsInteger => ("target_mismatch", "This score is for classes, but the dataset's targets are numbers.", "leave it out"),
            ConfusionMatrixMetric when isMultiLabel || !target.IsInteger =>
                ("conflict", "With binary_cross_entropy over several classes each output is a decision of its own.", "cross_entropy, or leave the matrix out"),
            ConfusionMatrixMetric or PrecisionMetric or RecallMetric or F1Metric or MeanIouMetric when target.Classes > MostClasses =>
                ("too_large", $"A confusion matrix of {target.Classes} classes.", $"at most {MostClasses} classes"),
            TopKMetric top when top.K >= target.Classes || isMultiLabel =>
                ("out_of_range", $"Every row's class is among the {top.K} largest of {target.Classes} outputs.", $"k below {target.Classes}"),
            MaeMetric or RmseMetric or R2Metric or BoxIouMetric when target.IsInteger =>
                ("target_mismatch", "This score is for numbers, but the targets are class labels.", "accuracy or f1"),
            BoxIouMetric { Format: not BoxFormat.Xywh } when target.HoldsBoxes =>
                ("target_mismatch", "The dataset's boxes are left, top, width and height.", "format xywh, or leave it out"),
            BoxIouMetric when target.ComparedCount % 4 != 0 => ("target_mismatch", $"This score compares boxes of four numbers, but the target has {target.Count}.", "4 numbers per box"),
            _ when GeneratedScores.Is(metric) && (target.Written is null || loss is not CrossEntropyLoss { FromLogits: true }) =>
                ("target_mismatch", "This score is of texts that the network writes by itself, but it does not learn to write one.",
                    "a tokenized text as the target, with cross_entropy; or leave it out"),
            PerplexityMetric when loss is not CrossEntropyLoss => ("conflict", "Perplexity is e to the cross-entropy, but the loss is another.", "the loss cross_entropy"),
            _ => null,
        };
    }
}
