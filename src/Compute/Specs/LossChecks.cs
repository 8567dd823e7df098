using TrainingService.Compute.Ops.Losses;
using TrainingService.Compute.Data;
using TrainingService.Compute.Networks;
using TrainingService.Compute.Specs.Layers;
using TrainingService.Contracts.Specs.Losses;
using TrainingService.Contracts.Validation;

namespace TrainingService.Compute.Specs;

/// <summary>Checks that a loss goes with its target and with the layer whose output it takes.</summary>
internal static class LossChecks
{
    /// <summary>Reports whatever does not go together.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="pointer">Where it stands.</param>
    /// <param name="target">The field it compares with.</param>
    /// <param name="layer">The layer; null when the network could not be shaped.</param>
    /// <param name="errors">Receives what is wrong.</param>
    public static void Run(LossSpec loss, string pointer, FieldSchema target, NetworkLayer? layer, ICollection<SpecError> errors)
    {
        if (TargetProblem(loss, target) is var (detail, expected))
        {
            errors.Add(new SpecError(pointer, "target_mismatch", detail, expected));
            return;
        }

        CheckClassWeights(loss, pointer, target, errors);
        if (layer is not null) CheckShape(loss, target, layer, errors);
    }

    private static (string Detail, string Expected)? TargetProblem(LossSpec loss, FieldSchema target) => loss switch
    {
        CrossEntropyLoss when !target.IsInteger && target.Count < 2 =>
            ("cross_entropy takes class labels or distributions, but this dataset's target is one number.", "mse"),
        MulticlassHingeLoss when !target.IsInteger => ("multiclass_hinge takes class labels, but the targets are numbers.", "hinge or mse"),
        KlDivergenceLoss when target.IsInteger => ("kl_divergence compares distributions, but the targets are class labels.", "cross_entropy"),
        KlDivergenceLoss when target.Count < 2 => ("kl_divergence compares distributions, but the target is one number.", "mse"),
        BoxLoss when target.IsInteger => ("This loss compares boxes, but the targets are class labels.", "cross_entropy"),
        BoxLoss when target.ComparedCount % 4 != 0 =>
            ($"This loss compares boxes of four numbers, but the target has {target.Count}.", "a target of 4 numbers per box"),
        BoxLoss when target.IsRescaled =>
            ("The four numbers of a box must be in one unit, but each column of the target was scaled by itself.",
                "the columns as they are: { \"type\": \"keep\", \"columns\": [...] } in dataset.preprocessing"),
        BoxLoss { Format: not BoxFormat.Xywh } when target.HoldsBoxes =>
            ("The dataset's boxes are left, top, width and height.", "format xywh, or leave it out"),
        CrossEntropyLoss or KlDivergenceLoss when target.HoldsBoxes => ("The targets are boxes, not classes.", "giou, or another loss of boxes"),
        MaskLoss when target is { IsInteger: true, Shape.Count: 0 } =>
            ("This loss compares masks, but each row has one label.", "cross_entropy, or a target with a label per position"),
        MaskLoss when target.IsInteger && target.Classes > MaskLossOp.MostClasses =>
            ($"Masks of {target.Classes} classes.", $"at most {MaskLossOp.MostClasses} classes, or cross_entropy"),
        _ => null,
    };

    private static void CheckClassWeights(LossSpec loss, string pointer, FieldSchema target, ICollection<SpecError> errors)
    {
        if (LossFactory.WeightsOf(loss) is not { } weights) return;
        if (!target.IsInteger)
            errors.Add(new SpecError(pointer + "/class_weights", "target_mismatch", "The targets are numbers, not classes.", "leave it out"));
        else if (weights.Values is { } values && values.Count != target.Classes)
            errors.Add(new SpecError(pointer + "/class_weights", "wrong_length", $"There are {values.Count} weights for {target.Classes} classes.", $"{target.Classes} numbers"));
    }

    private static void CheckShape(LossSpec loss, FieldSchema target, NetworkLayer layer, ICollection<SpecError> errors)
    {
        var last = $"#/model/layers/{layer.Index}";
        var output = layer.OutputShape;
        if (!target.IsInteger && target.Shape.Count > 1 && !target.HoldsBoxes)
        {
            if (Shapes.Count(output) == target.Count) return;
            errors.Add(new SpecError(
                last, "shape_mismatch", $"The network ends with {Shapes.Text(output)}, but the target is {Shapes.Text(target.Shape)}.",
                $"an output of shape {Shapes.Text(target.Shape)}"));
            return;
        }

        var size = target.IsInteger ? target.Classes : target.ComparedCount;
        int[] allowed = target is { IsInteger: true, Classes: 2 } && LossFactory.IsBinary(loss) ? [1, 2] : [size];
        if (target.IsInteger && target.Shape.Count > 0)
        {
            if (output.Count == target.Shape.Count + 1 && output.Take(target.Shape.Count).SequenceEqual(target.Shape) && allowed.Contains(output[^1])) return;
            errors.Add(new SpecError(
                last, "shape_mismatch", $"The network ends with {Shapes.Text(output)}, but every position of {Shapes.Text(target.Shape)} has a label of {target.Classes} classes.",
                $"an output of shape {Shapes.Text([.. target.Shape, target.Classes])}"));
            return;
        }

        if (output.Count != 1)
        {
            errors.Add(new SpecError(
                last, "shape_mismatch", $"The network ends with {Shapes.Text(output)}, but the loss takes one row of numbers.",
                "a last layer such as dense, flatten or global_average_pool2d"));
            return;
        }

        if (allowed.Contains(output[0])) return;
        var what = target.IsInteger ? $"{size} classes" : target.HoldsBoxes ? $"up to {size / 4} box(es) of four numbers" : $"{size} target number(s)";
        errors.Add(new SpecError(
            last, "shape_mismatch", $"The network ends with {output[0]} output(s), but the dataset has {what}.",
            $"{string.Join(" or ", allowed)} units in the last layer"));
    }
}
