using TrainingService.Compute.Graphs;
using TrainingService.Compute.Networks;
using TrainingService.Compute.Ops.Dropout;
using TrainingService.Contracts.Specs.Layers;

namespace TrainingService.Compute.Specs.Layers;

/// <summary>Dropout of whole channels: nothing at all at evaluation.</summary>
internal sealed class SpatialDropoutBuilder(SpatialDropoutLayer spec, int index) : LayerBuilder<SpatialDropoutLayer>(spec)
{
    /// <inheritdoc/>
    public override string Type => "spatial_dropout";

    /// <inheritdoc/>
    public override IReadOnlyList<int> Infer(LayerScope scope) => scope.Input;

    /// <inheritdoc/>
    public override ValueId Emit(EmitScope scope) => scope.Training && Spec.Rate > 0
        ? scope.Add(new SpatialDropoutOp(Spec.Rate, index), scope.Layer.OutputShape, scope.Input)
        : scope.Input;
}

/// <summary>Gaussian noise: nothing at all at evaluation.</summary>
internal sealed class GaussianNoiseBuilder(GaussianNoiseLayer spec, int index) : LayerBuilder<GaussianNoiseLayer>(spec)
{
    /// <inheritdoc/>
    public override string Type => "gaussian_noise";

    /// <inheritdoc/>
    public override IReadOnlyList<int> Infer(LayerScope scope) => scope.Input;

    /// <inheritdoc/>
    public override ValueId Emit(EmitScope scope) => scope.Training && Spec.Std > 0
        ? scope.Add(new GaussianNoiseOp((float)Spec.Std, index), scope.Layer.OutputShape, scope.Input)
        : scope.Input;
}
