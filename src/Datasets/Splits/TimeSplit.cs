using TrainingService.Contracts.Specs.Datasets;

namespace TrainingService.Datasets.Splits;

/// <summary>The last rows held out. Rows of one time stay together, so every kept row is earlier than every held one.</summary>
internal static class TimeSplit
{
    /// <summary>What is kept and what is held out, both ascending by row number. With folds, later blocks are in neither.</summary>
    /// <param name="rule">A fraction or folds.</param>
    /// <param name="times">Time of each row of the dataset; null for the order of the rows.</param>
    /// <param name="pool">The rows to draw from, ascending.</param>
    public static (int[] Kept, int[] Held) Draw(ValidationSpec rule, double[]? times, int[] pool)
    {
        var order = (int[])pool.Clone();

        // Not a number sorts first. Equal times keep the order of the rows.
        if (times is not null) Array.Sort(Array.ConvertAll(order, row => (times[row], row)), order);
        var (begin, end) = (order.Length - RowSplitter.Share(rule.Fraction ?? 0, order.Length), order.Length);
        if (rule.Folds is { } folds)
        {
            var block = (rule.Fold ?? 0) + 1;
            (begin, end) = (Bound(block, folds, order.Length), Bound(block + 1, folds, order.Length));
        }

        (begin, end) = (Whole(begin), Whole(end));
        int[] kept = order[..begin], held = order[begin..end];
        Array.Sort(kept);
        Array.Sort(held);
        return (kept, held);

        int Whole(int place)
        {
            if (times is null) return place;
            var (up, down) = (place, place);
            while (up < order.Length && !IsEdge(up)) up++;
            while (down > 0 && !IsEdge(down)) down--;

            // The nearer edge, but never so that a part is empty when the other edge would leave it some rows.
            if (down == 0 && up < order.Length) return up;
            if (up == order.Length && down > 0 && place < order.Length) return down;
            return up - place <= place - down ? up : down;
        }

        bool IsEdge(int place) => place == 0 || place == order.Length || !times![order[place]].Equals(times[order[place - 1]]);
    }

    /// <summary>Where block i of folds + 1 begins.</summary>
    private static int Bound(int block, int folds, int rows) => (int)((long)rows * block / (folds + 1));
}
