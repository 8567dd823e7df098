using System.ComponentModel.DataAnnotations;

namespace TrainingService.Contracts.Specs.Layers;

/// <summary>Inverted dropout (Srivastava et al. 2014): in training each value is zeroed with probability `rate`, the others scaled by 1/(1-rate). Off at evaluation. Any shape stays as it is.</summary>
public sealed record DropoutLayer : LayerSpec
{
    /// <summary>Probability that a value is dropped, from 0 up to but not including 1.</summary>
    [Range(0.0, 0.999)]
    public required double Rate { get; init; }
}
