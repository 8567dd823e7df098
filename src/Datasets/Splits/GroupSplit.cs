using TrainingService.Compute.Runtime;
using TrainingService.Contracts.Specs.Datasets;

namespace TrainingService.Datasets.Splits;

/// <summary>Whole groups held out, so that no group is in two parts.</summary>
internal static class GroupSplit
{
    /// <summary>What is kept and what is held out, both ascending.</summary>
    /// <param name="rule">A fraction (as near as the groups allow, each part getting a group at least) or folds.</param>
    /// <param name="groups">Group of each row of the dataset; -1 is a group of the row alone.</param>
    /// <param name="pool">The rows to draw from, ascending.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="stream">The random stream.</param>
    public static (int[] Kept, int[] Held) Draw(ValidationSpec rule, int[] groups, int[] pool, ulong seed, uint stream)
    {
        var (numbers, sizes) = Number(groups, pool);
        var order = new int[sizes.Count];
        Permutation.Fill(order, seed, stream);
        var isHeld = rule.Folds is { } folds
            ? Fold(order, sizes, folds, rule.Fold ?? 0)
            : Fraction(order, sizes, RowSplitter.Share(rule.Fraction!.Value, pool.Length));
        int[] held = [.. pool.Where((_, i) => isHeld[numbers[i]])];
        return Marked.Part(pool, held);
    }

    /// <summary>Groups numbered from 0 by their first row.</summary>
    private static (int[] Numbers, List<int> Sizes) Number(int[] groups, int[] pool)
    {
        var known = new Dictionary<int, int>();
        var sizes = new List<int>();
        var numbers = new int[pool.Length];
        for (var i = 0; i < pool.Length; i++)
        {
            var group = groups[pool[i]];
            if (group < 0 || !known.TryGetValue(group, out var number))
            {
                number = sizes.Count;
                sizes.Add(0);
                if (group >= 0) known[group] = number;
            }

            numbers[i] = number;
            sizes[number]++;
        }

        return (numbers, sizes);
    }

    /// <summary>Groups in random order, each taken that does not lead further from the wanted size.</summary>
    private static bool[] Fraction(int[] order, List<int> sizes, int wanted)
    {
        var isHeld = new bool[order.Length];
        var (total, count) = (0, 0);
        foreach (var group in order)
        {
            if (count == order.Length - 1) break;
            if (count > 0 && Math.Abs(total + sizes[group] - wanted) > Math.Abs(total - wanted)) continue;
            isHeld[group] = true;
            total += sizes[group];
            count++;
        }

        return isHeld;
    }

    /// <summary>The largest group first into the smallest fold so far; equal ones in random order.</summary>
    private static bool[] Fold(int[] order, List<int> sizes, int folds, int fold)
    {
        var isHeld = new bool[order.Length];
        var filled = new PriorityQueue<int, (int Rows, int Fold)>(Enumerable.Range(0, folds).Select(i => (i, (0, i))));
        foreach (var group in order.OrderByDescending(group => sizes[group]))
        {
            filled.TryDequeue(out var smallest, out var priority);
            isHeld[group] = smallest == fold;
            filled.Enqueue(smallest, (priority.Rows + sizes[group], smallest));
        }

        return isHeld;
    }
}
