using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace TrainingService.Contracts.Specs.Layers;

/// <summary>f(x) = max(0, x).</summary>
public sealed record ReluLayer : LayerSpec;

/// <summary>f(x) = x for x &gt; 0, else negative_slope · x.</summary>
public sealed record LeakyReluLayer : LayerSpec
{
    /// <summary>Slope below zero, from 0 to 1. Default 0.01.</summary>
    [Range(0.0, 1.0)]
    [DefaultValue(0.01)]
    public double NegativeSlope { get; init; } = 0.01;
}

/// <summary>f(x) = 1 / (1 + e^-x).</summary>
public sealed record SigmoidLayer : LayerSpec;

/// <summary>f(x) = (e^x - e^-x) / (e^x + e^-x).</summary>
public sealed record TanhLayer : LayerSpec;
