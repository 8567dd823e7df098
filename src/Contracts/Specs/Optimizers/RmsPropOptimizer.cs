using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace TrainingService.Contracts.Specs.Optimizers;

/// <summary>
/// RMSProp (Tieleman and Hinton 2012, Graves 2013): s = rho · s + (1 - rho) · g²; u = g / (√s + epsilon); w -= learning_rate · u. Centered:
/// a = rho · a + (1 - rho) · g and √(s - a²) in place of √s. With momentum: v = momentum · v + u; w -= learning_rate · v. As in PyTorch, where rho is alpha.
/// </summary>
public sealed record RmsPropOptimizer : OptimizerSpec
{
    /// <summary>Size of a step. Default 0.001.</summary>
    [Range(1e-12, 1e3)]
    [DefaultValue(0.001)]
    public override double LearningRate { get; init; } = 0.001;

    /// <summary>Decay of the mean square. Default 0.9 (PyTorch's is 0.99).</summary>
    [Range(0.0, 0.9999999)]
    [DefaultValue(0.9)]
    public double Rho { get; init; } = 0.9;

    /// <summary>Share of the last step kept. Default 0.</summary>
    [Range(0.0, 0.99999)]
    [DefaultValue(0.0)]
    public double Momentum { get; init; }

    /// <summary>Divide by an estimate of the gradient's standard deviation in place of its root mean square. Default false.</summary>
    [DefaultValue(false)]
    public bool Centered { get; init; }

    /// <summary>Added to the root, outside it. Default 1e-7 (PyTorch's is 1e-8).</summary>
    [Range(1e-16, 1.0)]
    [DefaultValue(1e-7)]
    public double Epsilon { get; init; } = 1e-7;
}
