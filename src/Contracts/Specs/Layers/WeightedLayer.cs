using System.ComponentModel.DataAnnotations;

namespace TrainingService.Contracts.Specs.Layers;

/// <summary>A layer with weight matrices or kernels, which may have penalties of its own in place of those in `regularization`.</summary>
public abstract record WeightedLayer : LayerSpec
{
    /// <summary>L1 penalty of all of this layer's weights (not its biases). Default: `regularization.l1`.</summary>
    [Range(0.0, 1e6)]
    public double? L1 { get; init; }

    /// <summary>L2 penalty of all of this layer's weights (not its biases); with l1 the elastic net. Default: `regularization.l2`.</summary>
    [Range(0.0, 1e6)]
    public double? L2 { get; init; }
}
