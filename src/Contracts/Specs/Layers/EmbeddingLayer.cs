using System.ComponentModel.DataAnnotations;
using TrainingService.Contracts.Specs.Initializers;

namespace TrainingService.Contracts.Specs.Layers;

/// <summary>
/// Token ids to vectors: y[s] = E[id[s]], ids [steps] to [steps, units]; E [vocabulary_size, units] is learned. An id outside the vocabulary gives
/// zeros.
/// </summary>
public sealed record EmbeddingLayer : WeightedLayer
{
    /// <summary>Number of ids: they go from 0 to one below it.</summary>
    [Range(1, 1 << 24)]
    public required int VocabularySize { get; init; }

    /// <summary>Length of a vector.</summary>
    [Range(1, 1 << 16)]
    public required int Units { get; init; }

    /// <summary>The id that fills up short rows: its vector is zero and is not trained. Default: none.</summary>
    [Range(0, 1 << 24)]
    public int? PaddingId { get; init; }

    /// <summary>How the vectors start. Default uniform on ±0.05.</summary>
    public InitializerSpec EmbeddingsInitializer { get; init; } = new UniformInitializer { Low = -0.05, High = 0.05 };
}
