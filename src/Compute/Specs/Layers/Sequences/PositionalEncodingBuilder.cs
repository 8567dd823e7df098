using TrainingService.Compute.Graphs;
using TrainingService.Compute.Networks;
using TrainingService.Compute.Ops.Sequences;
using TrainingService.Contracts.Specs.Layers;

namespace TrainingService.Compute.Specs.Layers.Sequences;

/// <summary>Tells each step its place.</summary>
internal sealed class PositionalEncodingBuilder(PositionalEncodingLayer spec) : LayerBuilder<PositionalEncodingLayer>(spec)
{
    /// <inheritdoc/>
    public override string Type => "positional_encoding";

    /// <inheritdoc/>
    public override IReadOnlyList<int>? Infer(LayerScope scope)
    {
        if (!scope.RequireRank(Type, 2, "a sequence", "[steps, channels]")) return null;
        if (Spec.Encoding == PositionalEncoding.Learned)
            scope.AddParameter("positions", [.. scope.Input], Spec.PositionsInitializer, scope.Input[0], scope.Input[1]);
        return scope.Input;
    }

    /// <inheritdoc/>
    public override ValueId Emit(EmitScope scope) => Spec.Encoding == PositionalEncoding.Learned
        ? scope.Add(new AddPositionsOp(), scope.Layer.OutputShape, scope.Input, scope.Parameters[0])
        : scope.Add(new AddSinusoidsOp(), scope.Layer.OutputShape, scope.Input);
}
