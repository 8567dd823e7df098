using TrainingService.Compute.Graphs;

namespace TrainingService.Compute.Ops.Losses;

/// <summary>
/// A loss with its gradient and the predictions in one pass. Inputs: the network's output z [rows, n], and the targets: labels [rows] (int32) or
/// numbers [rows, n]. Outputs: loss per row [rows]; predictions (see each op); and in training dz [rows, n], the gradient of the
/// <em>mean</em> loss over the rows.
/// </summary>
/// <param name="WithGradient">Whether dz is an output (training) or not (evaluation).</param>
public abstract record LossOp(bool WithGradient) : Op
{
    /// <summary>Factor of dz: the loss's share in the objective when there are several outputs. Losses per row are reported without it.</summary>
    public float Weight { get; init; } = 1;
}

/// <summary>-log softmax(z)[label]. Predictions [rows] int32: the index of the largest z (the first of equals).</summary>
public sealed record SoftmaxCrossEntropyOp(bool WithGradient) : LossOp(WithGradient);

/// <summary>
/// Mean over the n outputs of -t log p - (1-t) log(1-p). From logits: p = sigmoid(z), computed as max(z,0) - z t + log(1 + e^-|z|). Else p = z,
/// logs clamped at -100 as in PyTorch. Targets: numbers in [0, 1]; or labels: with n = 1 the label itself (0 or 1), else one-hot.
/// Predictions [rows] int32: how many of the n outputs are on the right side of 0.5 when n &gt; 1; the predicted class 0 or 1 when n = 1.
/// </summary>
public sealed record BinaryCrossEntropyOp(bool FromLogits, bool WithGradient) : LossOp(WithGradient);

/// <summary>Mean over the n outputs of (z - t)². Targets: numbers, or labels as one-hot. Predictions [rows] int32: index of the largest z for labels, else 0.</summary>
public sealed record MeanSquaredErrorOp(bool WithGradient) : LossOp(WithGradient);
