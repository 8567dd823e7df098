using TrainingService.Contracts.Specs.Layers;

namespace TrainingService.Compute.Specs.Layers.Sequences;

/// <summary>Which builder makes which sequence layer.</summary>
internal static class SequenceBuilders
{
    /// <summary>The builder of a layer; null if it is none of these.</summary>
    public static ILayerBuilder? For(LayerSpec spec, int index) => spec switch
    {
        EmbeddingLayer embedding => new EmbeddingBuilder(embedding),
        PositionalEncodingLayer positions => new PositionalEncodingBuilder(positions),
        RecurrentLayer recurrent => new RecurrentBuilder(recurrent, index),
        TransformerLayer transformer => new TransformerBuilder(transformer, index),
        MultiHeadAttentionLayer attention => new MultiHeadAttentionBuilder(attention, index),
        _ => null,
    };
}
