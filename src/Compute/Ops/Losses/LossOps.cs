using TrainingService.Compute.Graphs;

namespace TrainingService.Compute.Ops.Losses;

/// <summary>
/// A loss with its gradient and the predictions in one pass. Inputs: the network's output z [rows, n], and the targets t: labels [rows] (int32, one-hot
/// where t is meant) or numbers [rows, n]. Outputs: loss per row [rows]; predictions [rows] int32; and in training dz [rows, n], the gradient of the
/// <em>mean</em> loss over the counted rows, times <see cref="Weight"/>. A row with label -1 is not counted: its loss and gradient are 0.
/// Predictions, unless the op says otherwise: the index of the largest z (the first of equals) for labels, 0 for numbers.
/// </summary>
/// <param name="WithGradient">Whether dz is an output (training) or not (evaluation).</param>
public abstract record LossOp(bool WithGradient) : Op
{
    /// <summary>Factor of dz: the loss's share in the objective when there are several outputs. Losses per row are reported without it.</summary>
    public float Weight { get; init; } = 1;

    /// <summary>Factor of a row's loss and gradient by its label; null for none.</summary>
    public ClassFactors? Classes { get; init; }

    /// <summary>Rows that belong to one row of data: the positions of a mask or sequence.</summary>
    public int RowsPerSample { get; init; } = 1;
}

/// <summary>Factors by class. Given in the spec, or learned from the rows trained on before the first step is compiled.</summary>
public sealed class ClassFactors(float[] values)
{
    /// <summary>One factor per class; all 1 until they are known.</summary>
    public float[] Values { get; set; } = values;
}

/// <summary>-c Σ t' log softmax(z), t' = (1 - s) t + s / n with smoothing s, c the factor of the label's class.</summary>
public sealed record SoftmaxCrossEntropyOp(bool WithGradient) : LossOp(WithGradient)
{
    /// <summary>s.</summary>
    public float Smoothing { get; init; }
}

/// <summary>-c Σ t' log max(z, 1e-7) for probabilities z; t' as in <see cref="SoftmaxCrossEntropyOp"/>.</summary>
public sealed record ProbabilityCrossEntropyOp(bool WithGradient) : LossOp(WithGradient)
{
    /// <summary>s.</summary>
    public float Smoothing { get; init; }
}

/// <summary>-c (1 - p)^γ log p with p = softmax(z)[label].</summary>
public sealed record SoftmaxFocalOp(float Gamma, bool WithGradient) : LossOp(WithGradient);

/// <summary>
/// Mean over the n outputs of -(1 - q)^γ log q · (t a + (1-t) b), q = t p + (1-t) (1-p), p = sigmoid(z), for targets 0 and 1; a, b the factors of
/// positives and negatives. Labels, predictions as in <see cref="BinaryCrossEntropyOp"/>.
/// </summary>
public sealed record BinaryFocalOp(float Gamma, float Positive, float Negative, bool WithGradient) : LossOp(WithGradient);

/// <summary>
/// Divergence of distributions: Σ t log(t / p), or reversed Σ p log(p / t); p = softmax(z), or z itself with log max(z, 1e-7). 0 log 0 = 0; where t
/// is divided by, it is at least 1e-7. Targets: numbers. Predictions: the index of the largest z.
/// </summary>
public sealed record KlDivergenceOp(bool FromLogits, bool Reversed, bool WithGradient) : LossOp(WithGradient);

/// <summary>
/// Mean over the n outputs of c (-a t' log p - (1-t') log(1-p)), t' = (1 - s) t + s / 2, a the factor of positives. From logits: p = sigmoid(z), computed
/// as (1-t') z + (1 + (a-1) t') (log(1 + e^-|z|) + max(-z, 0)). Else p = z, logs clamped at -100 as in PyTorch. Targets: numbers in [0, 1]; or
/// labels: with n = 1 the label itself (0 or 1), else one-hot. Predictions: how many of the n outputs are on the right side of 0.5 when n &gt; 1; the
/// predicted class 0 or 1 when n = 1.
/// </summary>
public sealed record BinaryCrossEntropyOp(bool FromLogits, bool WithGradient) : LossOp(WithGradient)
{
    /// <summary>a.</summary>
    public float PositiveWeight { get; init; } = 1;

    /// <summary>s.</summary>
    public float Smoothing { get; init; }
}

/// <summary>Which loss of a margin m = y z.</summary>
public enum MarginKind
{
    /// <summary>log(1 + e^-m).</summary>
    Log,

    /// <summary>e^-m.</summary>
    Exponential,

    /// <summary>max(0, 1 - m).</summary>
    Hinge,

    /// <summary>max(0, 1 - m)².</summary>
    SquaredHinge,
}

/// <summary>
/// Mean over the n outputs of a loss of the margin y z, y = 1 where t &gt; 0 and -1 elsewhere. With n = 1 a label is its own target. Predictions: 1 where
/// z &gt; 0 when n = 1; else the index of the largest z for labels, the number of right signs for numbers.
/// </summary>
public sealed record MarginLossOp(MarginKind Kind, bool WithGradient) : LossOp(WithGradient);

/// <summary>c max(0, 1 + max over j ≠ label of z_j - z_label); the first of equal z_j has the gradient. 0 for n = 1.</summary>
public sealed record MulticlassHingeOp(bool WithGradient) : LossOp(WithGradient);
