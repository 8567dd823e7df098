using TrainingService.Compute.Graphs;
using TrainingService.Compute.Networks;
using TrainingService.Compute.Ops.Elementwise;
using TrainingService.Contracts.Specs.Layers;

namespace TrainingService.Compute.Specs.Layers;

/// <summary>All features in one row.</summary>
internal sealed class FlattenBuilder(FlattenLayer spec) : LayerBuilder<FlattenLayer>(spec)
{
    /// <inheritdoc/>
    public override string Type => "flatten";

    /// <inheritdoc/>
    public override IReadOnlyList<int> Infer(LayerScope scope) => [checked((int)scope.InputCount)];

    /// <inheritdoc/>
    public override ValueId Emit(EmitScope scope) =>
        scope.Graph[scope.Input].Shape.Rank == 2 ? scope.Input : scope.Add(new ReshapeOp(), scope.Layer.OutputShape, scope.Input);
}
