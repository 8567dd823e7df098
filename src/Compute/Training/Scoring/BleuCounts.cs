using System.Runtime.InteropServices;

namespace TrainingService.Compute.Training.Scoring;

/// <summary>N-grams that predicted sequences share with the true ones, summed over all rows.</summary>
internal sealed class BleuCounts
{
    private const int Longest = 4;
    private readonly long[] matches = new long[Longest];
    private readonly long[] totals = new long[Longest];
    private long written;
    private long wanted;

    /// <summary>Counts a row.</summary>
    public void Add(IReadOnlyList<int> predicted, IReadOnlyList<int> right)
    {
        (written, wanted) = (written + predicted.Count, wanted + right.Count);
        for (var n = 1; n <= Longest; n++)
        {
            var references = Grams(right, n);
            totals[n - 1] += Math.Max(predicted.Count - n + 1, 0);
            foreach (var (gram, count) in Grams(predicted, n)) matches[n - 1] += Math.Min(count, references.GetValueOrDefault(gram));
        }
    }

    /// <summary>BLEU, with the penalty for being shorter altogether than the true ones; NaN when nothing was counted.</summary>
    public double Value()
    {
        if (wanted == 0) return double.NaN;
        var logs = matches.Zip(totals).Where(pair => pair.Second > 0).Select(pair => Math.Log((double)pair.First / pair.Second)).ToList();
        if (logs.Count == 0) return 0;
        return Math.Exp(logs.Average()) * (written < wanted ? Math.Exp(1 - ((double)wanted / written)) : 1);
    }

    /// <summary>Back to nothing.</summary>
    public void Clear()
    {
        (written, wanted) = (0, 0);
        matches.AsSpan().Clear();
        totals.AsSpan().Clear();
    }

    /// <summary>Writes the state.</summary>
    public void Save(BinaryWriter writer)
    {
        writer.Write(MemoryMarshal.AsBytes(matches.AsSpan()));
        writer.Write(MemoryMarshal.AsBytes(totals.AsSpan()));
        writer.Write(written);
        writer.Write(wanted);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public void Restore(BinaryReader reader)
    {
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(matches.AsSpan()));
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(totals.AsSpan()));
        (written, wanted) = (reader.ReadInt64(), reader.ReadInt64());
    }

    private static Dictionary<(int, int, int, int), int> Grams(IReadOnlyList<int> labels, int n)
    {
        var counts = new Dictionary<(int, int, int, int), int>();
        for (var i = 0; i + n <= labels.Count; i++)
        {
            var gram = (labels[i], n > 1 ? labels[i + 1] : -1, n > 2 ? labels[i + 2] : -1, n > 3 ? labels[i + 3] : -1);
            CollectionsMarshal.GetValueRefOrAddDefault(counts, gram, out _)++;
        }

        return counts;
    }
}
