using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace TrainingService.Contracts.Specs.Layers;

/// <summary>
/// Dropout of whole channels (Tompson et al. 2014): in training each channel of each row (image, sequence) is zeroed at all its positions with
/// probability `rate`, the others scaled by 1/(1-rate). Off at evaluation. Neighbouring pixels carry the same news; dropping single ones drops little.
/// </summary>
public sealed record SpatialDropoutLayer : LayerSpec
{
    /// <summary>Probability that a channel is dropped, from 0 up to but not including 1.</summary>
    [Range(0.0, 0.999)]
    public required double Rate { get; init; }
}

/// <summary>In training normal noise of mean 0 is added to each value (as in de-noising auto-encoders, Vincent et al. 2008). Off at evaluation.</summary>
public sealed record GaussianNoiseLayer : LayerSpec
{
    /// <summary>Standard deviation of the noise, in the units of the layer's input (inputs of the network are standardized). Default 0.1.</summary>
    [Range(0.0, 1e6)]
    [DefaultValue(0.1)]
    public double Std { get; init; } = 0.1;
}
