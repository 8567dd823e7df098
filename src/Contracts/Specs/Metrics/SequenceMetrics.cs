using System.ComponentModel;

namespace TrainingService.Contracts.Specs.Metrics;

/// <summary>e^(mean loss), for cross_entropy: how many classes the network hesitates between. Lower is better.</summary>
public sealed record PerplexityMetric : MetricSpec;

/// <summary>Share of rows whose positions are all right; for targets with one label the same as accuracy.</summary>
public sealed record ExactMatchMetric : MetricSpec
{
    /// <summary>
    /// Whether the network writes the sequence itself, token by token (greedily), for targets that are texts; reported once, as `test_generated_exact_match`.
    /// False: each position is foretold with the right tokens before it (teacher forcing). Default false.
    /// </summary>
    [DefaultValue(false)]
    public bool Generated { get; init; }
}

/// <summary>
/// Corpus BLEU (Papineni et al. 2002) of 1- to 4-grams between predicted and true labels. Orders without any n-gram are left out; 0 when one has no match.
/// </summary>
public sealed record BleuMetric : MetricSpec
{
    /// <summary>
    /// Whether the network writes the sequence itself, token by token (greedily), for targets that are texts; reported once, as `test_generated_bleu`, with
    /// the brevity penalty. False: of the labels foretold with the right tokens before each (teacher forcing), which are as many as the right ones, so that
    /// no brevity penalty applies. Default false.
    /// </summary>
    [DefaultValue(false)]
    public bool Generated { get; init; }
}

/// <summary>
/// Edits (tokens to put in, take out or exchange; Levenshtein 1966) that turn what the network writes greedily into the target, over the tokens of the
/// targets: word error rate, or phoneme error rate. For targets that are texts; reported once, as `test_token_error_rate`. Lower is better.
/// </summary>
public sealed record TokenErrorRateMetric : MetricSpec;
