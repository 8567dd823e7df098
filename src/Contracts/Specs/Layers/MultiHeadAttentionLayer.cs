using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using TrainingService.Contracts.Specs.Initializers;

namespace TrainingService.Contracts.Specs.Layers;

/// <summary>
/// Multi-head attention (Vaswani et al. 2017): queries Q = x W, keys K and values V = m W, in each head softmax(Q Kᵀ / √(units / heads)) V, the heads
/// side by side times an output matrix. With one input m is x itself (self-attention), [steps, channels] to [steps, channels]; with two, x asks and
/// the second input answers (cross-attention), such as a decoder and an encoder's sequence. Steps behind a row's end in m get no weight.
/// </summary>
public sealed record MultiHeadAttentionLayer : WeightedLayer
{
    /// <summary>Number of heads; must divide units. Default 1.</summary>
    [Range(1, 256)]
    [DefaultValue(1)]
    public int Heads { get; init; } = 1;

    /// <summary>Size of queries, keys and values of all heads together. Default: the channels of x.</summary>
    [Range(1, 1 << 16)]
    public int? Units { get; init; }

    /// <summary>Whether a step sees only itself and those before it. Default false.</summary>
    [DefaultValue(false)]
    public bool Causal { get; init; }

    /// <summary>Share of the weights dropped in training. Default 0.</summary>
    [Range(0.0, 0.999)]
    [DefaultValue(0.0)]
    public double Dropout { get; init; }

    /// <summary>Whether the four products have biases. Default true.</summary>
    [DefaultValue(true)]
    public bool UseBias { get; init; } = true;

    /// <summary>How the matrices start. Default Xavier uniform.</summary>
    public InitializerSpec KernelInitializer { get; init; } = new XavierUniformInitializer();

    /// <summary>How biases start. Default zeros.</summary>
    public InitializerSpec BiasInitializer { get; init; } = new ZerosInitializer();
}
