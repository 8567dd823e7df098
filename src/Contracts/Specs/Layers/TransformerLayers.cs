using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using TrainingService.Contracts.Specs.Initializers;

namespace TrainingService.Contracts.Specs.Layers;

/// <summary>What transformer blocks have in common: [steps, channels] to [steps, channels].</summary>
public abstract record TransformerLayer : WeightedLayer
{
    /// <summary>Heads of each attention; must divide the channels.</summary>
    [Range(1, 256)]
    public required int Heads { get; init; }

    /// <summary>Inner size of the feed-forward part. Default: four times the channels.</summary>
    [Range(1, 1 << 20)]
    public int? FeedForwardUnits { get; init; }

    /// <summary>Blocks stacked, each with weights of its own. Default 1.</summary>
    [Range(1, 64)]
    [DefaultValue(1)]
    public int Layers { get; init; } = 1;

    /// <summary>Function inside the feed-forward part. Default relu.</summary>
    [DefaultValue(Activation.Relu)]
    public Activation Activation { get; init; } = Activation.Relu;

    /// <summary>
    /// Whether each part normalizes its input (x + part(norm(x)), with one more normalization at the end), which trains more calmly when blocks are many
    /// (Xiong et al. 2020), or its result (norm(x + part(x)), as in the paper). Default false: the result.
    /// </summary>
    [DefaultValue(false)]
    public bool NormFirst { get; init; }

    /// <summary>Share dropped in training: of each part's result, of the attention weights, and inside the feed-forward part. Default 0.</summary>
    [Range(0.0, 0.999)]
    [DefaultValue(0.0)]
    public double Dropout { get; init; }

    /// <summary>Added to the variance in normalizations. Default 1e-5.</summary>
    [Range(1e-12, 1.0)]
    [DefaultValue(1e-5)]
    public double Epsilon { get; init; } = 1e-5;

    /// <summary>How matrices start. Default Xavier uniform.</summary>
    public InitializerSpec KernelInitializer { get; init; } = new XavierUniformInitializer();
}

/// <summary>
/// Transformer encoder block (Vaswani et al. 2017): self-attention, then a feed-forward part f(x W₁ + b₁) W₂ + b₂ at each step, both with a shortcut
/// and layer normalization. With `causal` it is the block of a language model.
/// </summary>
public sealed record TransformerEncoderLayer : TransformerLayer
{
    /// <summary>Whether a step sees only itself and those before it. Default false.</summary>
    [DefaultValue(false)]
    public bool Causal { get; init; }
}

/// <summary>
/// Transformer decoder block (Vaswani et al. 2017): causal self-attention, attention to a second input (the encoder's sequence), and a feed-forward
/// part, each with a shortcut and layer normalization. Inputs: the sequence so far, and the encoder's.
/// </summary>
public sealed record TransformerDecoderLayer : TransformerLayer;
