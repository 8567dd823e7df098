using TrainingService.Compute.Runtime;
using TrainingService.Contracts.Specs.Datasets;

namespace TrainingService.Datasets.Splits;

/// <summary>Rows held out at random, all alike or from each class its share.</summary>
internal static class RandomSplit
{
    /// <summary>What is kept and what is held out, both ascending.</summary>
    /// <param name="rule">A fraction or folds.</param>
    /// <param name="strata">Class of each row of the dataset; null for one class.</param>
    /// <param name="pool">The rows to draw from, ascending.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="stream">The random stream.</param>
    public static (int[] Kept, int[] Held) Draw(ValidationSpec rule, int[]? strata, int[] pool, ulong seed, uint stream)
    {
        var order = (int[])pool.Clone();
        Permutation.Shuffle(order, seed, stream);
        if (strata is not null) order = ByStratum(order, strata);
        return Marked.Part(pool, rule.Folds is { } folds ? Fold(order, folds, rule.Fold ?? 0) : Fraction(order, strata, rule.Fraction!.Value));
    }

    /// <summary>Rows dealt one by one: fold sizes differ by one at most, and so does each class in them, as its rows follow one another.</summary>
    private static int[] Fold(int[] order, int folds, int fold) => [.. order.Where((_, place) => place % folds == fold)];

    /// <summary>The share of each stratum, the rows left over by rounding going to the strata with the largest remainders.</summary>
    private static int[] Fraction(int[] order, int[]? strata, double fraction)
    {
        var held = RowSplitter.Share(fraction, order.Length);
        if (strata is null) return order[..held];
        var starts = new List<int>();
        for (var place = 0; place < order.Length; place++)
        {
            if (place == 0 || strata[order[place]] != strata[order[place - 1]]) starts.Add(place);
        }

        int[] sizes = [.. starts.Select((start, i) => (i + 1 < starts.Count ? starts[i + 1] : order.Length) - start)];
        double[] shares = [.. sizes.Select(size => (double)size * held / order.Length)];
        int[] counts = [.. shares.Select(share => (int)share)];
        var largest = Enumerable.Range(0, counts.Length).OrderByDescending(i => shares[i] - counts[i]).ThenBy(i => i);
        foreach (var i in largest.Take(held - counts.Sum())) counts[i]++;
        return [.. starts.SelectMany((start, i) => order[start..(start + counts[i])])];
    }

    /// <summary>The same order with the rows of each class together (counting sort, stable).</summary>
    private static int[] ByStratum(int[] order, int[] strata)
    {
        var next = new int[order.Max(row => strata[row]) + 2];
        foreach (var row in order) next[strata[row] + 1]++;
        for (var i = 1; i < next.Length; i++) next[i] += next[i - 1];
        var sorted = new int[order.Length];
        foreach (var row in order) sorted[next[strata[row]]++] = row;
        return sorted;
    }
}
