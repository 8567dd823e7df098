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

    /// <summary>f(x) = x for x &gt; 0, else slope · (e^x - 1) (Clevert et al. 2015, where the slope is called α).</summary>
    Elu,

    /// <summary>f(x) = 1.0507 x for x &gt; 0, else 1.7581 (e^x - 1) (Klambauer et al. 2017; constants to 16 digits).</summary>
    Selu,

    /// <summary>f(x) = ln(1 + e^x).</summary>
    Softplus,

    /// <summary>f(x) = x / 6 + 1/2 held between 0 and 1; slope 0 where it is held.</summary>
    HardSigmoid,

    /// <summary>f(x) = x · Φ(x), Φ(x) = (1 + erf(x / √2)) / 2 (Hendrycks and Gimpel 2016).</summary>
    Gelu,

    /// <summary>f(x) = x · (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2, the approximation of <see cref="Gelu"/>.</summary>
    GeluTanh,

    /// <summary>f(x) = x / (1 + e^-x), also called swish.</summary>
    Silu,

    /// <summary>f(x) = x · hard sigmoid(x) (Howard et al. 2019).</summary>
    HardSilu,
}

/// <summary>An activation and its parameter. Most derivatives can be had from the output alone, so that the input need not be kept.</summary>
/// <param name="Kind">The function.</param>
/// <param name="Slope">For <see cref="ActivationKind.LeakyRelu"/> the slope below zero, 0 to 1; for <see cref="ActivationKind.Elu"/> α ≥ 0.</param>
public readonly record struct ActivationFunction(ActivationKind Kind, float Slope = 0)
{
    /// <summary>Whether the derivative is a function of the input x, because several x give one output; else it is one of the output y.</summary>
    public bool NeedsInput => Kind is ActivationKind.Gelu or ActivationKind.GeluTanh or ActivationKind.Silu or ActivationKind.HardSilu;

    /// <summary>f(x) = x.</summary>
    public static ActivationFunction Linear => new(ActivationKind.Linear);

    /// <summary>f(x) = max(0, x).</summary>
    public static ActivationFunction Relu => new(ActivationKind.LeakyRelu);
}

/// <summary>y = f(x). Inputs: x. Outputs: y, of the same shape.</summary>
public sealed record ActivationOp(ActivationFunction Function) : Op
{
    /// <inheritdoc/>
    public override bool MayOverwriteInput => true;
}

/// <summary>
/// dx = dy · f'(x): at a kink (x = 0) the slope below zero counts. Inputs: dy, and y (or x for a function that
/// <see cref="ActivationFunction.NeedsInput"/>). Outputs: dx.
/// </summary>
public sealed record ActivationGradientOp(ActivationFunction Function) : Op
{
    /// <inheritdoc/>
    public override bool MayOverwriteInput => true;
}
