namespace TrainingService.Datasets.Splits;

/// <summary>What splitting looks at in the rows of a dataset; each list has an entry per row, and is there only when a rule needs it.</summary>
public sealed record SplitKeys
{
    /// <summary>Rows there are.</summary>
    public required int Rows { get; init; }

    /// <summary>Rows of each part by the part's name, in the dataset's order; no row is in two.</summary>
    public required IReadOnlyDictionary<string, RowRange> Parts { get; init; }

    /// <summary>Whether each row can be used; null for all. Rows without a target can't.</summary>
    public bool[]? Usable { get; init; }

    /// <summary>The class of each row, from 0, for stratified parts.</summary>
    public int[]? Strata { get; init; }

    /// <summary>Values to put rows in order of time by; equal ones are of one time. NaN is missing and comes first.</summary>
    public IReadOnlyDictionary<string, double[]> Times { get; init; } = new Dictionary<string, double[]>();

    /// <summary>The group of each row, from 0, by column; -1 is missing and makes the row a group of its own.</summary>
    public IReadOnlyDictionary<string, int[]> Groups { get; init; } = new Dictionary<string, int[]>();

    /// <summary>The usable rows of a part, ascending; none when there is no such part.</summary>
    public int[] RowsOf(string part)
    {
        if (!Parts.TryGetValue(part, out var range)) return [];
        int[] rows = [.. Enumerable.Range(range.First, range.Count)];
        return Usable is { } usable ? Array.FindAll(rows, row => usable[row]) : rows;
    }
}

/// <summary>Neighbouring rows.</summary>
/// <param name="First">The first.</param>
/// <param name="Count">How many.</param>
public readonly record struct RowRange(int First, int Count)
{
    /// <summary>The row after the last.</summary>
    public int End => First + Count;
}
