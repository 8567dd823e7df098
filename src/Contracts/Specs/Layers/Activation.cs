namespace TrainingService.Contracts.Specs.Layers;

/// <summary>The function applied to a layer's output.</summary>
public enum Activation
{
    /// <summary>None: f(x) = x.</summary>
    Linear,

    /// <summary>f(x) = max(0, x) (Nair and Hinton 2010).</summary>
    Relu,

    /// <summary>f(x) = x for x &gt; 0, else 0.01 x (Maas et al. 2013). The `leaky_relu` layer takes another slope.</summary>
    LeakyRelu,

    /// <summary>f(x) = 1 / (1 + e^-x).</summary>
    Sigmoid,

    /// <summary>f(x) = (e^x - e^-x) / (e^x + e^-x).</summary>
    Tanh,

    /// <summary>f(x) = x Φ(x), Φ being the normal distribution function; exact, by erf (Hendrycks and Gimpel 2016).</summary>
    Gelu,

    /// <summary>f(x) = x (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2: GELU as first published networks approximate it.</summary>
    GeluTanh,

    /// <summary>f(x) = x / (1 + e^-x), also called swish (Elfwing et al. 2017).</summary>
    Silu,

    /// <summary>f(x) = x for x &gt; 0, else e^x - 1. The `elu` layer takes another α.</summary>
    Elu,

    /// <summary>f(x) = 1.0507 x for x &gt; 0, else 1.7581 (e^x - 1); goes with lecun_normal (Klambauer et al. 2017).</summary>
    Selu,

    /// <summary>f(x) = ln(1 + e^x), a smooth ReLU (Dugas et al. 2001).</summary>
    Softplus,

    /// <summary>f(x) = x / 6 + 1/2, held between 0 and 1.</summary>
    HardSigmoid,

    /// <summary>f(x) = x · hard_sigmoid(x), also called hard swish (Howard et al. 2019).</summary>
    HardSilu,

    /// <summary>f(x)_i = e^x_i / Σ e^x_j over the last axis. Not before a loss from logits such as cross_entropy, which applies it itself.</summary>
    Softmax,

    /// <summary>f(x)_i = x_i - ln Σ e^x_j over the last axis: the logarithm of softmax, without its rounding errors.</summary>
    LogSoftmax,
}
