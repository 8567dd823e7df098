using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace TrainingService.Contracts.Specs.Losses;

/// <summary>
/// Categorical cross-entropy: -Σ t' log p with p = softmax(z) and t' = (1 - label_smoothing) · t + label_smoothing / n, times the label's class weight.
/// Targets are class labels, or n numbers per row that are a distribution (soft labels). The network ends in logits, without softmax. With two
/// classes it equals binary_cross_entropy of the logits' difference.
/// </summary>
public sealed record CrossEntropyLoss : LossSpec
{
    /// <summary>True: the network gives logits and softmax is part of the loss (stable). False: it ends in a softmax; logs are taken of at least 1e-7. Default true.</summary>
    [DefaultValue(true)]
    public bool FromLogits { get; init; } = true;

    /// <summary>Share of the target spread evenly over all classes (Szegedy et al. 2016). Default 0.</summary>
    [Range(0.0, 0.999)]
    [DefaultValue(0.0)]
    public double LabelSmoothing { get; init; }

    /// <summary>
    /// Factor of each row's loss by its class: one number per class, or "balanced": rows / (classes · rows of the class), from the rows trained on. The
    /// mean is over rows, not over weights (as in Keras; PyTorch divides by the sum of the weights). Default: none.
    /// </summary>
    public ClassWeights? ClassWeights { get; init; }
}

/// <summary>
/// Binary cross-entropy, averaged over the outputs of a row: -positive_weight · t log p - (1-t) log(1-p), p = sigmoid(z). Labels 0 or 1; with
/// several outputs each is a decision of its own (multi-label).
/// </summary>
public sealed record BinaryCrossEntropyLoss : LossSpec
{
    /// <summary>True: the network gives logits and the sigmoid is part of the loss (stable). False: the network ends in a sigmoid. Default true.</summary>
    [DefaultValue(true)]
    public bool FromLogits { get; init; } = true;

    /// <summary>Factor of the terms of positive targets, against rare positives (PyTorch's pos_weight). Default 1.</summary>
    [Range(1e-6, 1e6)]
    [DefaultValue(1.0)]
    public double PositiveWeight { get; init; } = 1;

    /// <summary>t becomes (1 - label_smoothing) · t + label_smoothing / 2. Default 0.</summary>
    [Range(0.0, 0.999)]
    [DefaultValue(0.0)]
    public double LabelSmoothing { get; init; }

    /// <summary>Factor of each row's loss by its class, for class labels: one number per class, or "balanced". Default: none.</summary>
    public ClassWeights? ClassWeights { get; init; }
}

/// <summary>
/// Focal loss (Lin et al. 2017): -(1-p)^gamma log p of the right class, so that easy rows count little. With one output p = sigmoid(z) for class 1 and
/// 1 - sigmoid(z) for class 0; with one output per class p = softmax(z). Gamma 0 is cross-entropy.
/// </summary>
public sealed record FocalLoss : LossSpec
{
    /// <summary>How little easy rows count. Default 2.</summary>
    [Range(0.0, 20.0)]
    [DefaultValue(2.0)]
    public double Gamma { get; init; } = 2;

    /// <summary>With one output or multi-label targets: factor of positives; negatives have 1 - alpha. Default: none.</summary>
    [Range(0.0, 1.0)]
    public double? Alpha { get; init; }

    /// <summary>Factor of each row's loss by its class, for class labels: one number per class, or "balanced". Default: none.</summary>
    public ClassWeights? ClassWeights { get; init; }
}

/// <summary>
/// Kullback-Leibler divergence (relative entropy) between the target distribution t and the network's p, summed over the n outputs of a row. Targets are
/// n numbers per row that sum to 1. KL(p, p) = 0.
/// </summary>
public sealed record KlDivergenceLoss : LossSpec
{
    /// <summary>Argument order. Default target_prediction.</summary>
    [DefaultValue(KlDirection.TargetPrediction)]
    public KlDirection Direction { get; init; } = KlDirection.TargetPrediction;

    /// <summary>True: p = softmax(z). False: z are probabilities, of which logs are taken of at least 1e-7. Default true.</summary>
    [DefaultValue(true)]
    public bool FromLogits { get; init; } = true;
}

/// <summary>The order of the arguments of a divergence.</summary>
public enum KlDirection
{
    /// <summary>KL(t ‖ p) = Σ t log(t / p): forward; covers all of the target (as PyTorch's and Keras's).</summary>
    TargetPrediction,

    /// <summary>KL(p ‖ t) = Σ p log(p / t): reverse; seeks one mode of the target.</summary>
    PredictionTarget,
}
