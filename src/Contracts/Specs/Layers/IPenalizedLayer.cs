namespace TrainingService.Contracts.Specs.Layers;

/// <summary>A layer with weights, which may have penalties of its own in place of those in `regularization`.</summary>
public interface IPenalizedLayer
{
    /// <summary>L1 penalty of this layer's weights. Default: `regularization.l1`.</summary>
    double? L1 { get; }

    /// <summary>L2 penalty of this layer's weights. Default: `regularization.l2`.</summary>
    double? L2 { get; }
}
