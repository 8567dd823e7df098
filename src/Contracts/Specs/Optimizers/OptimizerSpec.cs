using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace TrainingService.Contracts.Specs.Optimizers;

/// <summary>The rule that turns gradients into new weights; `type` names which. A bare string is the type with its defaults.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(SgdOptimizer), "sgd")]
[JsonDerivedType(typeof(AdamOptimizer), "adam")]
public abstract record OptimizerSpec
{
    /// <summary>Size of a step.</summary>
    [Range(1e-12, 1e3)]
    public abstract double LearningRate { get; init; }
}

/// <summary>Stochastic gradient descent: v = momentum · v + g; w -= learning_rate · v (as in PyTorch, no dampening).</summary>
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

/// <summary>Adam (Kingma and Ba 2015): w -= learning_rate · m̂ / (√v̂ + epsilon) with bias-corrected moments.</summary>
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
}
