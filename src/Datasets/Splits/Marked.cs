namespace TrainingService.Datasets.Splits;

/// <summary>Parts a pool of rows in two without sorting.</summary>
internal static class Marked
{
    /// <summary>The pool's rows without the held ones, and the held ones, both ascending.</summary>
    /// <param name="pool">Ascending rows.</param>
    /// <param name="held">Some of them, in any order.</param>
    public static (int[] Kept, int[] Held) Part(int[] pool, int[] held)
    {
        if (pool.Length == 0) return (pool, held);
        var marks = new bool[pool[^1] + 1];
        foreach (var row in held) marks[row] = true;
        return (Array.FindAll(pool, row => !marks[row]), Array.FindAll(pool, row => marks[row]));
    }
}
