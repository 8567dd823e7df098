using TrainingService.Compute.Graphs;

namespace TrainingService.Compute.Ops.Activations;

/// <summary>Functions applied value by value.</summary>
public enum ActivationKind
{
    /// <summary>f(x) = x.</summary>
    Linear,

    /// <summary>f(x) = x for x &gt; 0, else slope · x; slope 0 is ReLU. NaN stays NaN.</summary>
    LeakyRelu,

    /// <summary>f(x) = 1 / (1 + e^-x).</summary>
    Sigmoid,

    /// <summary>f(x) = tanh x.</summary>
    Tanh,
}

/// <summary>An activation and its parameter. Every one's derivative can be had from its output alone.</summary>
/// <param name="Kind">The function.</param>
/// <param name="Slope">Slope below zero, 0 to 1, for <see cref="ActivationKind.LeakyRelu"/>.</param>
public readonly record struct ActivationFunction(ActivationKind Kind, float Slope = 0)
{
    /// <summary>f(x) = x.</summary>
    public static ActivationFunction Linear => new(ActivationKind.Linear);

    /// <summary>f(x) = max(0, x).</summary>
    public static ActivationFunction Relu => new(ActivationKind.LeakyRelu);
}

/// <summary>y = f(x). Inputs: x. Outputs: y, of the same shape.</summary>
public sealed record ActivationOp(ActivationFunction Function) : Op;

/// <summary>dx = dy · f'(x), from the output: at a kink (x = 0) the slope below zero counts. Inputs: dy, y. Outputs: dx.</summary>
public sealed record ActivationGradientOp(ActivationFunction Function) : Op;
