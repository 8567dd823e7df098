namespace TrainingService.Contracts.Specs.Layers;

/// <summary>The function applied to a layer's output.</summary>
public enum Activation
{
    /// <summary>None: f(x) = x.</summary>
    Linear,

    /// <summary>f(x) = max(0, x).</summary>
    Relu,

    /// <summary>f(x) = x for x &gt; 0, else 0.01 x. The `leaky_relu` layer takes another slope.</summary>
    LeakyRelu,

    /// <summary>f(x) = 1 / (1 + e^-x).</summary>
    Sigmoid,

    /// <summary>f(x) = (e^x - e^-x) / (e^x + e^-x).</summary>
    Tanh,
}
