using System.Collections.Concurrent;

namespace TrainingService.Datasets.Preprocessing.Images;

/// <summary>How one axis of an image is scaled: each output cell is a weighted sum of neighbouring input cells.</summary>
internal sealed class AxisWeights
{
    private const int MostKnown = 1024;
    private static readonly ConcurrentDictionary<(int From, int To), AxisWeights> Known = new();

    private AxisWeights(int[] first, float[][] weights) => (First, Weights) = (first, weights);

    /// <summary>The first input cell of each output cell.</summary>
    public int[] First { get; }

    /// <summary>The weights of it and those after it; they add up to 1.</summary>
    public float[][] Weights { get; }

    /// <summary>Means of the covered stretch when shrinking, linear between cell centres when growing.</summary>
    public static AxisWeights Of(int from, int to)
    {
        // Images mostly have few sizes, and a whole dataset is scaled by them.
        if (Known.TryGetValue((from, to), out var known)) return known;
        if (Known.Count >= MostKnown) Known.Clear();
        return Known[(from, to)] = Make(from, to);
    }

    private static AxisWeights Make(int from, int to)
    {
        var (first, weights) = (new int[to], new float[to][]);
        var scale = (double)from / to;
        for (var i = 0; i < to; i++) (first[i], weights[i]) = scale > 1 ? Covered(i * scale, (i + 1) * scale, from) : Between((i + 0.5) * scale - 0.5, from);
        return new AxisWeights(first, weights);
    }

    private static (int First, float[] Weights) Covered(double begin, double end, int from)
    {
        var first = (int)begin;
        var last = Math.Min((int)Math.Ceiling(end - 1e-9), from);
        var weights = new float[Math.Max(last - first, 1)];
        for (var i = 0; i < weights.Length; i++) weights[i] = (float)((Math.Min(first + i + 1, end) - Math.Max(first + i, begin)) / (end - begin));
        return (first, weights);
    }

    private static (int First, float[] Weights) Between(double place, int from)
    {
        var clamped = Math.Clamp(place, 0, from - 1);
        var first = Math.Min((int)clamped, Math.Max(from - 2, 0));
        var part = (float)(clamped - first);
        return from == 1 ? (0, [1]) : (first, [1 - part, part]);
    }
}
