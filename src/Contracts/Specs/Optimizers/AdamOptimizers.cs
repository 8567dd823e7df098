using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace TrainingService.Contracts.Specs.Optimizers;

/// <summary>
/// Adam (Kingma and Ba 2015): m = β₁ m + (1-β₁) g; v = β₂ v + (1-β₂) g²; w -= learning_rate · m̂ / (√v̂ + epsilon) with m̂ = m / (1-β₁^t), v̂ = v / (1-β₂^t).
/// </summary>
public sealed record AdamOptimizer : OptimizerSpec
{
    /// <summary>Size of a step. Default 0.001.</summary>
    [Range(1e-12, 1e3)]
    [DefaultValue(0.001)]
    public override double LearningRate { get; init; } = 0.001;

    /// <summary>Decay of the first moment. Default 0.9.</summary>
    [Range(0.0, 0.999999)]
    [DefaultValue(0.9)]
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Decay of the second moment. Default 0.999.</summary>
    [Range(0.0, 0.9999999)]
    [DefaultValue(0.999)]
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Added to √v̂. Default 1e-7 (PyTorch's is 1e-8).</summary>
    [Range(1e-16, 1.0)]
    [DefaultValue(1e-7)]
    public double Epsilon { get; init; } = 1e-7;

    /// <summary>
    /// True adds epsilon to √v before the correction, as Keras, TensorFlow and ONNX do (epsilon hat in the paper): m̂ / (√v̂ + epsilon / √(1-β₂^t)).
    /// False adds it to √v̂, as the paper's algorithm and PyTorch. Default false.
    /// </summary>
    [DefaultValue(false)]
    public bool UncorrectedEpsilon { get; init; }
}

/// <summary>
/// AdamW (Loshchilov and Hutter 2019): Adam with decoupled decay: w -= learning_rate · weight_decay · w, then Adam's step. As in PyTorch, but
/// biases and norm parameters do not decay unless `regularization.include_biases` is true.
/// </summary>
public sealed record AdamWOptimizer : OptimizerSpec
{
    /// <summary>Size of a step. Default 0.001.</summary>
    [Range(1e-12, 1e3)]
    [DefaultValue(0.001)]
    public override double LearningRate { get; init; } = 0.001;

    /// <summary>Decay of the weights themselves; times the learning rate at each step. Default 0.01.</summary>
    [Range(0.0, 1e3)]
    [DefaultValue(0.01)]
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>Decay of the first moment. Default 0.9.</summary>
    [Range(0.0, 0.999999)]
    [DefaultValue(0.9)]
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Decay of the second moment. Default 0.999.</summary>
    [Range(0.0, 0.9999999)]
    [DefaultValue(0.999)]
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Added to √v̂. Default 1e-7 (PyTorch's is 1e-8).</summary>
    [Range(1e-16, 1.0)]
    [DefaultValue(1e-7)]
    public double Epsilon { get; init; } = 1e-7;

    /// <summary>
    /// True adds epsilon to √v before the correction, as Keras, TensorFlow and ONNX do (epsilon hat in the paper): m̂ / (√v̂ + epsilon / √(1-β₂^t)).
    /// False adds it to √v̂, as the paper's algorithm and PyTorch. Default false.
    /// </summary>
    [DefaultValue(false)]
    public bool UncorrectedEpsilon { get; init; }
}

/// <summary>
/// Nadam (Dozat 2016): Adam with Nesterov's momentum. With μ_t = β₁ (1 - ½ · 0.96^(t · momentum_decay)):
/// w -= learning_rate · (μ_{t+1} m / (1 - Π μ_{1..t+1}) + (1-μ_t) g / (1 - Π μ_{1..t})) / (√v̂ + epsilon). As PyTorch's NAdam.
/// </summary>
public sealed record NadamOptimizer : OptimizerSpec
{
    /// <summary>Size of a step. Default 0.001 (PyTorch's is 0.002).</summary>
    [Range(1e-12, 1e3)]
    [DefaultValue(0.001)]
    public override double LearningRate { get; init; } = 0.001;

    /// <summary>Decay of the first moment. Default 0.9.</summary>
    [Range(0.0, 0.999999)]
    [DefaultValue(0.9)]
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Decay of the second moment. Default 0.999.</summary>
    [Range(0.0, 0.9999999)]
    [DefaultValue(0.999)]
    public double Beta2 { get; init; } = 0.999;

    /// <summary>How slowly μ grows towards β₁. Default 0.004.</summary>
    [Range(0.0, 1.0)]
    [DefaultValue(0.004)]
    public double MomentumDecay { get; init; } = 0.004;

    /// <summary>Added to √v̂. Default 1e-7 (PyTorch's is 1e-8).</summary>
    [Range(1e-16, 1.0)]
    [DefaultValue(1e-7)]
    public double Epsilon { get; init; } = 1e-7;
}
