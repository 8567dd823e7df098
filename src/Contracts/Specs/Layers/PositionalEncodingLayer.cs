using System.ComponentModel;
using TrainingService.Contracts.Specs.Initializers;

namespace TrainingService.Contracts.Specs.Layers;

/// <summary>Adds to each step of a sequence a vector that says where it stands: [steps, channels] to [steps, channels]. Attention needs it, as it sees no order.</summary>
public sealed record PositionalEncodingLayer : WeightedLayer
{
    /// <summary>Fixed waves or learned vectors. Default sinusoidal.</summary>
    [DefaultValue(PositionalEncoding.Sinusoidal)]
    public PositionalEncoding Encoding { get; init; } = PositionalEncoding.Sinusoidal;

    /// <summary>How learned vectors start. Default normal with deviation 0.02.</summary>
    public InitializerSpec PositionsInitializer { get; init; } = new NormalInitializer { Mean = 0, Std = 0.02 };
}

/// <summary>How positions are told.</summary>
public enum PositionalEncoding
{
    /// <summary>sin(s / 10000^(2j/c)) in channel 2j and cos of it in channel 2j+1, for step s of c channels (Vaswani et al. 2017). Nothing to learn.</summary>
    Sinusoidal,

    /// <summary>A learned vector for each step.</summary>
    Learned,
}
