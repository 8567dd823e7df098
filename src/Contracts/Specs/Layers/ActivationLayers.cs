using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace TrainingService.Contracts.Specs.Layers;

/// <summary>f(x) = max(0, x), value by value (Nair and Hinton 2010). Any shape stays as it is, as with every activation.</summary>
public sealed record ReluLayer : LayerSpec;

/// <summary>f(x) = x for x &gt; 0, else negative_slope · x, value by value (Maas et al. 2013).</summary>
public sealed record LeakyReluLayer : LayerSpec
{
    /// <summary>Slope below zero, from 0 to 1. Default 0.01.</summary>
    [Range(0.0, 1.0)]
    [DefaultValue(0.01)]
    public double NegativeSlope { get; init; } = 0.01;
}

/// <summary>f(x) = 1 / (1 + e^-x), the logistic function, value by value.</summary>
public sealed record SigmoidLayer : LayerSpec;

/// <summary>f(x) = (e^x - e^-x) / (e^x + e^-x), the hyperbolic tangent, value by value.</summary>
public sealed record TanhLayer : LayerSpec;

/// <summary>f(x) = x Φ(x), Φ being the normal distribution function (Hendrycks and Gimpel 2016).</summary>
public sealed record GeluLayer : LayerSpec
{
    /// <summary>
    /// false: exact, Φ(x) = (1 + erf(x / √2)) / 2. true: Φ(x) ≈ (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2, as BERT and GPT-2 were published.
    /// Default false.
    /// </summary>
    [DefaultValue(false)]
    public bool Approximate { get; init; }
}

/// <summary>f(x) = x / (1 + e^-x), also called swish (Elfwing et al. 2017).</summary>
public sealed record SiluLayer : LayerSpec;

/// <summary>f(x) = x for x &gt; 0, else alpha · (e^x - 1) (Clevert et al. 2015).</summary>
public sealed record EluLayer : LayerSpec
{
    /// <summary>The value far below zero is -alpha. Default 1.</summary>
    [Range(0.0, 1000.0)]
    [DefaultValue(1.0)]
    public double Alpha { get; init; } = 1;
}

/// <summary>f(x) = 1.0507 x for x &gt; 0, else 1.7581 (e^x - 1); keeps mean 0 and variance 1 with lecun_normal weights (Klambauer et al. 2017).</summary>
public sealed record SeluLayer : LayerSpec;

/// <summary>f(x) = ln(1 + e^x), a smooth ReLU (Dugas et al. 2001).</summary>
public sealed record SoftplusLayer : LayerSpec;

/// <summary>f(x) = x / 6 + 1/2, held between 0 and 1.</summary>
public sealed record HardSigmoidLayer : LayerSpec;

/// <summary>f(x) = x · hard_sigmoid(x), also called hard swish (Howard et al. 2019).</summary>
public sealed record HardSiluLayer : LayerSpec;

/// <summary>
/// f(x)_i = e^x_i / Σ e^x_j over the last axis: probabilities that sum to 1 (Bridle 1990). Not before a loss from logits such as cross_entropy, which applies it
/// itself.
/// </summary>
public sealed record SoftmaxLayer : LayerSpec;

/// <summary>f(x)_i = x_i - ln Σ e^x_j over the last axis: the logarithm of softmax, without its rounding errors.</summary>
public sealed record LogSoftmaxLayer : LayerSpec;
