using TrainingService.Compute.Data;
using TrainingService.Compute.Networks;
using TrainingService.Compute.Specs.Layers;
using TrainingService.Contracts.Datasets;
using TrainingService.Contracts.Reading.Names;
using TrainingService.Contracts.Specs;
using TrainingService.Contracts.Specs.Losses;
using TrainingService.Contracts.Validation;

namespace TrainingService.Compute.Specs;

/// <summary>Checks that loss, scores, early stopping and split go with the data and the network's output.</summary>
internal static class ObjectiveChecks
{
    private const int LargestConfusionMatrix = 1000;

    /// <summary>Reports whatever does not go together. Parts that are null could not be read and are passed over.</summary>
    public static void Run(RunSpec spec, DataSchema schema, Network? network, ICollection<SpecError> errors)
    {
        for (var i = 0; i < (spec.Outputs?.Count ?? 1); i++) CheckOutput(spec, i, schema, network, errors);
        if (spec.Outputs is null) CheckMetrics(spec.Metrics, "#/metrics", spec.Loss, schema.Targets[0], errors);
        else if (spec.Metrics is { Count: > 0 })
            errors.Add(new SpecError("#/metrics", "conflict", "With outputs, each output has metrics of its own.", "outputs/0/metrics"));
        MonitorChecks.Run(spec, errors);
        if (spec.Dataset?.Validation is { Stratify: true } && schema.Target == TargetKind.Numbers)
            errors.Add(new SpecError("#/dataset/validation/stratify", "conflict", "The targets are numbers, not classes.", "false, or leave it out"));
    }

    private static void CheckOutput(RunSpec spec, int index, DataSchema schema, Network? network, ICollection<SpecError> errors)
    {
        var pointer = spec.Outputs is null ? "#" : $"#/outputs/{index}";
        var output = spec.Outputs is null ? (spec.Loss is null ? null : new OutputSpec { Loss = spec.Loss }) : spec.Outputs[index];
        if (output?.Loss is null) return;
        if (Objectives.TargetOf(output, schema) is not (>= 0 and var field))
        {
            string[] names = [.. schema.Targets.Concat(schema.Inputs).Select(f => f.Name)];
            errors.Add(new SpecError(
                pointer + "/target", "unknown_field", $"The data has no field \"{output.Target}\".", $"one of {string.Join(", ", names)}", Suggest.Nearest(output.Target!, names)));
            return;
        }

        var layer = network?.Outputs[index];
        if (layer is { } last) SoftmaxCheck.Run(output.Loss, spec.Model.Layers[last], last, errors);
        CheckLoss(output.Loss, pointer + "/loss", schema.Fields[field], layer is null ? null : network!.Layers[layer.Value], errors);
        if (spec.Outputs is not null) CheckMetrics(output.Metrics, pointer + "/metrics", output.Loss, schema.Fields[field], errors);
    }

    private static void CheckLoss(LossSpec loss, string pointer, FieldSchema target, NetworkLayer? layer, ICollection<SpecError> errors)
    {
        if (loss is CrossEntropyLoss && !target.IsInteger)
        {
            errors.Add(new SpecError(pointer, "target_mismatch", "cross_entropy takes class labels, but this dataset's targets are numbers.", "mse"));
            return;
        }

        if (layer is null) return;
        var last = $"#/model/layers/{layer.Index}";
        var output = layer.OutputShape;
        if (target.IsInteger && target.Shape.Count > 0)
        {
            if (output.Count == target.Shape.Count + 1 && output.Take(target.Shape.Count).SequenceEqual(target.Shape) && output[^1] == target.Classes) return;
            errors.Add(new SpecError(
                last, "shape_mismatch", $"The network ends with {Shapes.Text(output)}, but every position of {Shapes.Text(target.Shape)} has a label of {target.Classes} classes.",
                $"an output of shape {Shapes.Text([.. target.Shape, target.Classes])}"));
            return;
        }

        if (!target.IsInteger && target.Shape.Count > 1)
        {
            if (Shapes.Count(output) == target.Count) return;
            errors.Add(new SpecError(last, "shape_mismatch", $"The network ends with {Shapes.Text(output)}, but the target is {Shapes.Text(target.Shape)}.", $"an output of shape {Shapes.Text(target.Shape)}"));
            return;
        }

        if (output.Count != 1)
        {
            errors.Add(new SpecError(
                last, "shape_mismatch", $"The network ends with {Shapes.Text(output)}, but the loss takes one row of numbers.",
                "a last layer such as dense, flatten or global_average_pool2d"));
            return;
        }

        var size = target.IsInteger ? target.Classes : target.Count;
        var allowed = loss is BinaryCrossEntropyLoss && target is { IsInteger: true, Classes: 2 } ? new[] { 1, 2 } : [size];
        if (allowed.Contains(output[0])) return;
        var what = target.IsInteger ? $"{size} classes" : $"{size} target number(s)";
        errors.Add(new SpecError(
            last, "shape_mismatch", $"The network ends with {output[0]} output(s), but the dataset has {what}.",
            $"{string.Join(" or ", allowed)} units in the last layer"));
    }

    private static void CheckMetrics(
        IReadOnlyList<MetricKind>? metrics, string at, LossSpec? loss, FieldSchema target, ICollection<SpecError> errors)
    {
        if (metrics is null) return;
        for (var i = 0; i < metrics.Count; i++)
        {
            var pointer = $"{at}/{i}";
            if (metrics.Take(i).Contains(metrics[i])) errors.Add(new SpecError(pointer, "duplicate", "This metric is listed already.", "each metric once"));
            if (!target.IsInteger && !(metrics[i] == MetricKind.Accuracy && loss is BinaryCrossEntropyLoss))
                errors.Add(new SpecError(pointer, "target_mismatch", "This score is for classes, but the dataset's targets are numbers.", "leave it out"));
            else if (metrics[i] == MetricKind.ConfusionMatrix && target.Classes > LargestConfusionMatrix)
                errors.Add(new SpecError(pointer, "too_large", $"A confusion matrix of {target.Classes} classes.", $"at most {LargestConfusionMatrix} classes"));
            else if (metrics[i] == MetricKind.ConfusionMatrix && loss is BinaryCrossEntropyLoss && target.Classes > 2)
                errors.Add(new SpecError(pointer, "conflict", "With binary_cross_entropy over several classes each output is a decision of its own.", "cross_entropy, or leave the matrix out"));
        }
    }
}
