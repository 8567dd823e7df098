using TrainingService.Compute.Data;
using TrainingService.Compute.Networks;
using TrainingService.Compute.Specs.Layers;
using TrainingService.Contracts.Datasets;
using TrainingService.Contracts.Reading.Names;
using TrainingService.Contracts.Specs;
using TrainingService.Contracts.Specs.Losses;
using TrainingService.Contracts.Specs.Optimizers;
using TrainingService.Contracts.Validation;

namespace TrainingService.Compute.Specs;

/// <summary>Checks that loss, scores, early stopping and split go with the data and the network's output.</summary>
internal static class ObjectiveChecks
{
    private const int LargestConfusionMatrix = 1000;

    /// <summary>Reports whatever does not go together. Parts that are null could not be read and are passed over.</summary>
    public static void Run(RunSpec spec, DataSchema schema, Network? network, ICollection<SpecError> errors)
    {
        if (spec.Loss is { } loss) CheckLoss(loss, schema, network, errors);
        CheckMetrics(spec, schema, errors);
        CheckEarlyStopping(spec, errors);
        if (spec.Optimizer is SgdOptimizer { Nesterov: true, Momentum: 0 })
            errors.Add(new SpecError("#/optimizer/nesterov", "conflict", "Nesterov looks ahead along the momentum, but momentum is 0.", "a momentum above 0, such as 0.9"));
        if (spec.Dataset?.Validation is { Stratify: true } && schema.Target == TargetKind.Numbers)
            errors.Add(new SpecError("#/dataset/validation/stratify", "conflict", "The targets are numbers, not classes.", "false, or leave it out"));
    }

    private static void CheckLoss(LossSpec loss, DataSchema schema, Network? network, ICollection<SpecError> errors)
    {
        if (loss is CrossEntropyLoss && schema.Target != TargetKind.Class)
        {
            errors.Add(new SpecError("#/loss", "target_mismatch", "cross_entropy takes class labels, but this dataset's targets are numbers.", "mse"));
            return;
        }

        if (network is null) return;
        var last = $"#/model/layers/{network.Layers.Count - 1}";
        var output = network.OutputShape;
        if (output.Count != 1)
        {
            errors.Add(new SpecError(
                last, "shape_mismatch", $"The network ends with {Shapes.Text(output)}, but the loss takes one row of numbers.",
                "a last layer such as dense, flatten or global_average_pool2d"));
            return;
        }

        var allowed = loss is BinaryCrossEntropyLoss && schema is { Target: TargetKind.Class, TargetSize: 2 }
            ? new[] { 1, 2 }
            : [schema.TargetSize];
        if (allowed.Contains(output[0])) return;
        var what = schema.Target == TargetKind.Class ? $"{schema.TargetSize} classes" : $"{schema.TargetSize} target number(s)";
        errors.Add(new SpecError(
            last, "shape_mismatch", $"The network ends with {output[0]} output(s), but the dataset has {what}.",
            $"{string.Join(" or ", allowed)} units in the last layer"));
    }

    private static void CheckMetrics(RunSpec spec, DataSchema schema, ICollection<SpecError> errors)
    {
        if (spec.Metrics is not { } metrics) return;
        for (var i = 0; i < metrics.Count; i++)
        {
            var pointer = $"#/metrics/{i}";
            if (metrics.Take(i).Contains(metrics[i])) errors.Add(new SpecError(pointer, "duplicate", "This metric is listed already.", "each metric once"));
            if (schema.Target == TargetKind.Numbers && !(metrics[i] == MetricKind.Accuracy && spec.Loss is BinaryCrossEntropyLoss))
                errors.Add(new SpecError(pointer, "target_mismatch", "This score is for classes, but the dataset's targets are numbers.", "leave it out"));
            else if (metrics[i] == MetricKind.ConfusionMatrix && schema.TargetSize > LargestConfusionMatrix)
                errors.Add(new SpecError(pointer, "too_large", $"A confusion matrix of {schema.TargetSize} classes.", $"at most {LargestConfusionMatrix} classes"));
            else if (metrics[i] == MetricKind.ConfusionMatrix && spec.Loss is BinaryCrossEntropyLoss && schema.TargetSize > 2)
                errors.Add(new SpecError(pointer, "conflict", "With binary_cross_entropy over several classes each output is a decision of its own.", "cross_entropy, or leave the matrix out"));
        }
    }

    private static void CheckEarlyStopping(RunSpec spec, ICollection<SpecError> errors)
    {
        if (spec.Training?.EarlyStopping is not { } stopping || stopping.Monitor is null) return;
        List<string> available = ["loss"];
        if (spec.Metrics?.Contains(MetricKind.Accuracy) == true) available.Add("accuracy");
        if (spec.Dataset?.Validation is not null) available.AddRange(available.Select(name => "val_" + name).ToArray());
        if (available.Contains(stopping.Monitor)) return;
        var hint = stopping.Monitor.StartsWith("val_", StringComparison.Ordinal) && spec.Dataset?.Validation is null
            ? " Metrics that begin with val_ need dataset.validation." : "";
        errors.Add(new SpecError(
            "#/training/early_stopping/monitor", "unknown_metric", $"This run has no metric \"{stopping.Monitor}\".{hint}",
            $"one of {string.Join(", ", available)}", Suggest.Nearest(stopping.Monitor, available)));
    }
}
