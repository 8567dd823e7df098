using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace TrainingService.Contracts.Specs.Optimizers;

/// <summary>Stochastic gradient descent (Robbins and Monro 1951): v = momentum · v + g; w -= learning_rate · v (as in PyTorch, no dampening).</summary>
public sealed record SgdOptimizer : OptimizerSpec
{
    /// <summary>Size of a step. Default 0.01.</summary>
    [Range(1e-12, 1e3)]
    [DefaultValue(0.01)]
    public override double LearningRate { get; init; } = 0.01;

    /// <summary>Share of the last step kept (Polyak 1964), from 0 up to but not including 1. Default 0.</summary>
    [Range(0.0, 0.99999)]
    [DefaultValue(0.0)]
    public double Momentum { get; init; }

    /// <summary>Look-ahead form (Nesterov 1983, as in PyTorch): w -= learning_rate · (g + momentum · v). Default false.</summary>
    [DefaultValue(false)]
    public bool Nesterov { get; init; }
}
