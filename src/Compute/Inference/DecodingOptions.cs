namespace TrainingService.Compute.Inference;

/// <summary>How sequences are generated.</summary>
/// <param name="BeginId">The token that every generated sequence starts from; it is not part of the result.</param>
/// <param name="EndId">The token that ends a sequence; it is not part of the result.</param>
public sealed record DecodingOptions(int BeginId, int EndId)
{
    /// <summary>Sequences followed at once: 1 takes the likeliest token each time (greedy).</summary>
    public int BeamWidth { get; init; } = 1;

    /// <summary>
    /// α of the length normalization log p / ((5 + length) / 6)^α (Wu et al. 2016), by which finished sequences are compared; 0 compares bare
    /// probabilities, which prefers short ones.
    /// </summary>
    public double LengthPenalty { get; init; } = 0.6;

    /// <summary>Most tokens generated, the end counted; at most what the network was built for. Null: as many as that.</summary>
    public int? MaxLength { get; init; }
}

/// <summary>A generated sequence.</summary>
/// <param name="Tokens">Without begin and end.</param>
/// <param name="LogProbability">Natural logarithm of its probability, the end included if it came to one.</param>
/// <param name="Score">The same, normalized by length.</param>
/// <param name="IsFinished">Whether the network ended it; false when the greatest length did.</param>
public sealed record DecodedSequence(IReadOnlyList<int> Tokens, double LogProbability, double Score, bool IsFinished);
