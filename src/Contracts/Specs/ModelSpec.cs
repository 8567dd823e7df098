using System.ComponentModel.DataAnnotations;
using TrainingService.Contracts.Specs.Layers;

namespace TrainingService.Contracts.Specs;

/// <summary>The network: layers in order. A layer takes the one before it unless its `inputs` name others.</summary>
public sealed record ModelSpec
{
    /// <summary>The layers, first to last. The last one's output goes into the loss.</summary>
    [MinLength(1)]
    [MaxLength(1000)]
    public required IReadOnlyList<LayerSpec> Layers { get; init; }
}
