namespace TrainingService.Compute.Inference;

/// <summary>
/// The search of one row (Graves 2012; length normalization of Wu et al. 2016). At each step the live sequences are extended by every token; the
/// likeliest extensions, as many as the beam is wide, go on, those that end are put aside. Equal ones: the earlier sequence, then the lower id.
/// </summary>
internal sealed class Beam
{
    private readonly DecodingOptions options;
    private readonly List<DecodedSequence> finished = [];
    private List<Hypothesis> live;

    public Beam(DecodingOptions options)
    {
        this.options = options;
        live = [new Hypothesis([], 0, 0)];
    }

    /// <summary>The sequences being followed, the likeliest first.</summary>
    public IReadOnlyList<Hypothesis> Live => live;

    /// <summary>Whether nothing is left to follow.</summary>
    public bool IsDone => live.Count == 0;

    /// <summary>Extends every live sequence by the next token.</summary>
    /// <param name="logProbabilities">For each live sequence the log-probability of each token.</param>
    /// <param name="isLast">Whether this was the last token there is room for.</param>
    public void Extend(IReadOnlyList<double[]> logProbabilities, bool isLast)
    {
        var extensions = live
            .SelectMany((hypothesis, i) => Best(logProbabilities[i]).Select(token => (From: i, Token: token, Sum: hypothesis.LogProbability + logProbabilities[i][token])))
            .OrderByDescending(extension => extension.Sum).ThenBy(extension => extension.From).ThenBy(extension => extension.Token);
        var next = new List<Hypothesis>();
        foreach (var (from, token, sum) in extensions)
        {
            if (next.Count == options.BeamWidth || finished.Count == options.BeamWidth) break;
            if (token == options.EndId) Finish(live[from].Tokens, sum, live[from].Tokens.Count + 1, isFinished: true);
            else next.Add(new Hypothesis([.. live[from].Tokens, token], sum, from));
        }

        live = finished.Count == options.BeamWidth ? [] : next;
        if (!isLast) return;
        foreach (var hypothesis in live.Take(options.BeamWidth - finished.Count)) Finish(hypothesis.Tokens, hypothesis.LogProbability, hypothesis.Tokens.Count, isFinished: false);
        live = [];
    }

    /// <summary>What was found, the best first.</summary>
    public IReadOnlyList<DecodedSequence> Results() => [.. finished.OrderByDescending(sequence => sequence.Score)];

    /// <summary>No more than one per place in the beam, and one that ends, can matter of a sequence's extensions.</summary>
    private IEnumerable<int> Best(double[] logProbabilities) => Enumerable.Range(0, logProbabilities.Length)
        .OrderByDescending(token => logProbabilities[token]).ThenBy(token => token).Take(options.BeamWidth + 1);

    private void Finish(IReadOnlyList<int> tokens, double logProbability, int length, bool isFinished) =>
        finished.Add(new DecodedSequence(tokens, logProbability, logProbability / Math.Pow((5.0 + length) / 6, options.LengthPenalty), isFinished));

    /// <summary>A sequence so far.</summary>
    /// <param name="Tokens">Its tokens, begin left out.</param>
    /// <param name="LogProbability">Natural logarithm of its probability.</param>
    /// <param name="Parent">Place of the sequence it continues among those that were live before.</param>
    internal sealed record Hypothesis(IReadOnlyList<int> Tokens, double LogProbability, int Parent);
}
