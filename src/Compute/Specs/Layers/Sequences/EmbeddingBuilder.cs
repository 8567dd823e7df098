using TrainingService.Compute.Graphs;
using TrainingService.Compute.Networks;
using TrainingService.Compute.Ops.Sequences;
using TrainingService.Contracts.Specs.Layers;

namespace TrainingService.Compute.Specs.Layers.Sequences;

/// <summary>Token ids to vectors.</summary>
internal sealed class EmbeddingBuilder(EmbeddingLayer spec) : LayerBuilder<EmbeddingLayer>(spec)
{
    /// <inheritdoc/>
    public override string Type => "embedding";

    /// <inheritdoc/>
    public override bool TakesTokens => true;

    /// <inheritdoc/>
    public override IReadOnlyList<int>? Infer(LayerScope scope)
    {
        if (scope.InputPorts[0].Element != ElementType.Int32)
        {
            scope.Error(null, "shape_mismatch", "embedding takes token ids, but its input is numbers.", "a token field of the data as its input");
            return null;
        }

        if (Spec.PaddingId >= Spec.VocabularySize)
            scope.Error("padding_id", "out_of_range", $"{Spec.PaddingId} is no id of a vocabulary of {Spec.VocabularySize}.", $"at most {Spec.VocabularySize - 1}");
        scope.AddParameter("embeddings", [Spec.VocabularySize, Spec.Units], Spec.EmbeddingsInitializer, Spec.VocabularySize, Spec.Units);
        return [.. scope.Input, Spec.Units];
    }

    /// <inheritdoc/>
    public override ValueId Emit(EmitScope scope) =>
        scope.Add(new EmbeddingOp(Spec.PaddingId ?? -1), scope.Layer.OutputShape, scope.Input, scope.Parameters[0]);
}
