using System.Runtime.InteropServices;
using TrainingService.Compute.Runtime;

namespace TrainingService.Compute.Training.Scoring;

/// <summary>Corpus BLEU between predicted and true labels of equal length.</summary>
internal sealed class BleuScore(ScoredOutput output) : IScore
{
    private const int Longest = 4;
    private readonly long[] matches = new long[Longest];
    private readonly long[] totals = new long[Longest];

    public void Add(in BatchResult batch)
    {
        var (predicted, wanted) = (new List<int>(), new List<int>());
        for (var first = 0; first < batch.Labels.Length; first += output.RowsPerSample)
        {
            predicted.Clear();
            wanted.Clear();
            for (var row = first; row < first + output.RowsPerSample; row++)
            {
                if (batch.Labels[row] < 0) continue;
                predicted.Add(batch.Predictions[row]);
                wanted.Add(batch.Labels[row]);
            }

            for (var n = 1; n <= Longest; n++)
            {
                var references = Grams(wanted, n);
                totals[n - 1] += Math.Max(predicted.Count - n + 1, 0);
                foreach (var (gram, count) in Grams(predicted, n)) matches[n - 1] += Math.Min(count, references.GetValueOrDefault(gram));
            }
        }
    }

    private static Dictionary<(int, int, int, int), int> Grams(List<int> labels, int n)
    {
        var counts = new Dictionary<(int, int, int, int), int>();
        for (var i = 0; i + n <= labels.Count; i++)
        {
            var gram = (labels[i], n > 1 ? labels[i + 1] : -1, n > 2 ? labels[i + 2] : -1, n > 3 ? labels[i + 3] : -1);
            CollectionsMarshal.GetValueRefOrAddDefault(counts, gram, out _)++;
        }

        return counts;
    }

    public void Report(string prefix, IDictionary<string, double> metrics)
    {
        var logs = matches.Zip(totals).Where(pair => pair.Second > 0).Select(pair => Math.Log((double)pair.First / pair.Second)).ToList();
        metrics[prefix + "bleu"] = logs.Count == 0 ? double.NaN : Math.Exp(logs.Average());
    }

    public void Clear()
    {
        matches.AsSpan().Clear();
        totals.AsSpan().Clear();
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(MemoryMarshal.AsBytes(matches.AsSpan()));
        writer.Write(MemoryMarshal.AsBytes(totals.AsSpan()));
    }

    public void Restore(BinaryReader reader)
    {
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(matches.AsSpan()));
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(totals.AsSpan()));
    }
}
