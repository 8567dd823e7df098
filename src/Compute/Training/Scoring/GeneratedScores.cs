using TrainingService.Contracts.Specs.Metrics;

namespace TrainingService.Compute.Training.Scoring;

/// <summary>Scores of sequences that the network wrote by itself.</summary>
internal sealed class GeneratedScores(IReadOnlyList<MetricSpec> metrics)
{
    private readonly BleuCounts bleu = new();
    private long rows;
    private long right;
    private long edits;
    private long tokens;

    /// <summary>Whether a metric is judged by what the network writes by itself.</summary>
    public static bool Is(MetricSpec? metric) => metric is TokenErrorRateMetric or ExactMatchMetric { Generated: true } or BleuMetric { Generated: true };

    /// <summary>Counts a row.</summary>
    public void Add(IReadOnlyList<int> written, IReadOnlyList<int> wanted)
    {
        rows++;
        right += written.SequenceEqual(wanted) ? 1 : 0;
        edits += Edits(written, wanted);
        tokens += wanted.Count;
        bleu.Add(written, wanted);
    }

    /// <summary>Puts those that were asked for into a dictionary.</summary>
    public void Report(string prefix, IDictionary<string, double> into)
    {
        foreach (var metric in metrics)
        {
            switch (metric)
            {
                case TokenErrorRateMetric: into[prefix + "token_error_rate"] = (double)edits / tokens; break;
                case ExactMatchMetric { Generated: true }: into[prefix + "generated_exact_match"] = (double)right / rows; break;
                case BleuMetric { Generated: true }: into[prefix + "generated_bleu"] = bleu.Value(); break;
            }
        }
    }

    /// <summary>The fewest insertions, deletions and exchanges that turn one sequence into the other.</summary>
    internal static int Edits(IReadOnlyList<int> from, IReadOnlyList<int> to)
    {
        int[] above = [.. Enumerable.Range(0, to.Count + 1)];
        for (var i = 1; i <= from.Count; i++)
        {
            var row = new int[to.Count + 1];
            row[0] = i;
            for (var j = 1; j <= to.Count; j++) row[j] = Math.Min(Math.Min(row[j - 1], above[j]) + 1, above[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1));
            above = row;
        }

        return above[^1];
    }
}
