using TrainingService.Compute.Graphs;
using TrainingService.Compute.Networks;
using TrainingService.Compute.Ops.Dropout;
using TrainingService.Contracts.Specs.Layers;

namespace TrainingService.Compute.Specs.Layers;

/// <summary>Dropout: nothing at all at evaluation.</summary>
internal sealed class DropoutBuilder(DropoutLayer spec, int index) : LayerBuilder<DropoutLayer>(spec)
{
    /// <inheritdoc/>
    public override string Type => "dropout";

    /// <inheritdoc/>
    public override IReadOnlyList<int> Infer(LayerScope scope) => scope.Input;

    /// <inheritdoc/>
    public override ValueId Emit(EmitScope scope) => scope.Training && Spec.Rate > 0
        ? scope.Add(new DropoutOp(Spec.Rate, index), scope.Layer.OutputShape, scope.Input)
        : scope.Input;
}
