using TrainingService.Compute.Graphs;
using TrainingService.Compute.Networks;
using TrainingService.Compute.Runtime;
using TrainingService.Contracts.Specs.Layers;

namespace TrainingService.Compute.Specs.Layers.Sequences;

/// <summary>Attention as a layer.</summary>
internal sealed class MultiHeadAttentionBuilder(MultiHeadAttentionLayer spec, int index) : LayerBuilder<MultiHeadAttentionLayer>(spec)
{
    /// <inheritdoc/>
    public override string Type => "multi_head_attention";

    /// <inheritdoc/>
    public override int MaxInputs => 2;

    /// <inheritdoc/>
    public override IReadOnlyList<int>? Infer(LayerScope scope)
    {
        if (!SequenceShapes.AreSequences(scope, Type)) return null;
        var units = Spec.Units ?? scope.Input[1];
        if (units % Spec.Heads != 0)
        {
            scope.Error("heads", "conflict", $"{units} units cannot be shared out to {Spec.Heads} heads.", "a number that divides the units");
            return null;
        }

        Part(units).AddParameters(scope, scope.Input[1], scope.Inputs.Count > 1 ? scope.Inputs[1][1] : 0, Spec.KernelInitializer, Spec.BiasInitializer);
        return scope.Input;
    }

    /// <inheritdoc/>
    public override ValueId Emit(EmitScope scope)
    {
        var cross = scope.Inputs.Count > 1;
        return Part(Spec.Units ?? scope.Layer.OutputShape[1]).Emit(
            scope, scope.Input, cross ? scope.Inputs[1] : null, scope.LengthsOf(cross ? 1 : 0), new Queue<ValueId>(scope.Parameters));
    }

    private AttentionPart Part(int units) =>
        new("", Spec.Heads, units, Spec.Causal, Spec.Dropout, RandomStreams.Dropout(index)) { UseBias = Spec.UseBias };
}
