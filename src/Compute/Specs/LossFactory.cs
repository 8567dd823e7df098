using TrainingService.Compute.Data;
using TrainingService.Compute.Ops.Losses;
using TrainingService.Contracts.Specs.Losses;

namespace TrainingService.Compute.Specs;

/// <summary>From a spec's loss to the op that computes it.</summary>
internal static class LossFactory
{
    /// <summary>Factors by class that a loss asks for; all 1 for balanced ones until the rows are known. Null for none.</summary>
    public static ClassFactors? FactorsOf(LossSpec loss, FieldSchema target) => WeightsOf(loss) is not { } weights ? null
        : new ClassFactors(weights.Values is { } values ? [.. values.Select(value => (float)value)] : [.. Enumerable.Repeat(1f, target.Classes)]);

    /// <summary>The spec's class weights, of the losses that have them.</summary>
    public static ClassWeights? WeightsOf(LossSpec loss) => loss switch
    {
        CrossEntropyLoss cross => cross.ClassWeights,
        BinaryCrossEntropyLoss binary => binary.ClassWeights,
        FocalLoss focal => focal.ClassWeights,
        _ => null,
    };

    /// <summary>The op.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="target">What it compares with.</param>
    /// <param name="outputs">Numbers per position that the network gives.</param>
    /// <param name="training">Whether with gradient.</param>
    public static LossOp Op(LossSpec loss, FieldSchema target, int outputs, bool training) => loss switch
    {
        CrossEntropyLoss { FromLogits: true } cross => new SoftmaxCrossEntropyOp(training) { Smoothing = (float)cross.LabelSmoothing },
        CrossEntropyLoss cross => new ProbabilityCrossEntropyOp(training) { Smoothing = (float)cross.LabelSmoothing },
        BinaryCrossEntropyLoss binary => new BinaryCrossEntropyOp(binary.FromLogits, training)
        {
            PositiveWeight = (float)binary.PositiveWeight, Smoothing = (float)binary.LabelSmoothing,
        },
        FocalLoss focal when target.IsInteger && outputs > 1 => new SoftmaxFocalOp((float)focal.Gamma, training),
        FocalLoss focal => new BinaryFocalOp((float)focal.Gamma, (float)(focal.Alpha ?? 1), (float)(1 - focal.Alpha ?? 1), training),
        KlDivergenceLoss kl => new KlDivergenceOp(kl.FromLogits, kl.Direction == KlDirection.PredictionTarget, training),
        LogLoss => new MarginLossOp(MarginKind.Log, training),
        ExponentialLoss => new MarginLossOp(MarginKind.Exponential, training),
        HingeLoss => new MarginLossOp(MarginKind.Hinge, training),
        SquaredHingeLoss => new MarginLossOp(MarginKind.SquaredHinge, training),
        MulticlassHingeLoss => new MulticlassHingeOp(training),
        MeanSquaredErrorLoss => new MeanSquaredErrorOp(training),
        MeanAbsoluteErrorLoss => new MeanAbsoluteErrorOp(training),
        HuberLoss huber => new HuberOp((float)huber.Delta, training),
        LogCoshLoss => new LogCoshOp(training),
        BoxLoss box => new BoxLossOp(OverlapOf(box), LayoutOf(box.Format), (float)box.SmoothL1, training),
        MaskLoss mask => new MaskLossOp(mask is DiceLoss, (float)mask.Smooth, training),
        _ => throw new ArgumentOutOfRangeException(nameof(loss), loss.GetType().Name, "No op for this loss."),
    };

    /// <summary>Whether an output is a decision of its own, so that one output serves two classes.</summary>
    public static bool IsBinary(LossSpec loss) =>
        loss is BinaryCrossEntropyLoss or FocalLoss or LogLoss or ExponentialLoss or HingeLoss or SquaredHingeLoss or MaskLoss;

    private static BoxOverlap OverlapOf(BoxLoss box) => box switch
    {
        IouLoss => BoxOverlap.Iou,
        GiouLoss => BoxOverlap.Giou,
        DiouLoss => BoxOverlap.Diou,
        CiouLoss { DifferentiateAlpha: true } => BoxOverlap.CiouThroughAlpha,
        _ => BoxOverlap.Ciou,
    };

    private static BoxLayout LayoutOf(BoxFormat format) => format switch
    {
        BoxFormat.Xywh => BoxLayout.Xywh,
        BoxFormat.Cxcywh => BoxLayout.Cxcywh,
        _ => BoxLayout.Xyxy,
    };
}
