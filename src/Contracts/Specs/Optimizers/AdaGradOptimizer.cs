using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace TrainingService.Contracts.Specs.Optimizers;

/// <summary>AdaGrad (Duchi et al. 2011): s += g²; w -= learning_rate · g / (√s + epsilon). Each weight's step shrinks with the gradients it has seen.</summary>
public sealed record AdaGradOptimizer : OptimizerSpec
{
    /// <summary>Size of a step. Default 0.01.</summary>
    [Range(1e-12, 1e3)]
    [DefaultValue(0.01)]
    public override double LearningRate { get; init; } = 0.01;

    /// <summary>What s starts with. Default 0 (as in PyTorch; Keras: 0.1).</summary>
    [Range(0.0, 1e6)]
    [DefaultValue(0.0)]
    public double InitialAccumulator { get; init; }

    /// <summary>Added to √s. Default 1e-10 (as in PyTorch).</summary>
    [Range(1e-16, 1.0)]
    [DefaultValue(1e-10)]
    public double Epsilon { get; init; } = 1e-10;
}
