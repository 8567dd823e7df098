namespace TrainingService.Contracts.Specs.Metrics;

/// <summary>e^(mean loss), for cross_entropy: how many classes the network hesitates between. Lower is better.</summary>
public sealed record PerplexityMetric : MetricSpec;

/// <summary>Share of rows whose positions are all right; for targets with one label the same as accuracy.</summary>
public sealed record ExactMatchMetric : MetricSpec;

/// <summary>
/// Corpus BLEU (Papineni et al. 2002) of 1- to 4-grams between the predicted and the true labels of a row's counted positions, which are of one length
/// (teacher forcing), so that no brevity penalty applies. Orders without any n-gram are left out; 0 when one has no match.
/// </summary>
public sealed record BleuMetric : MetricSpec;
