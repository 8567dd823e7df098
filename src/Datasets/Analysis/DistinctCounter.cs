namespace TrainingService.Datasets.Analysis;

/// <summary>Different values: counted up to 10,000, estimated above.</summary>
internal sealed class DistinctCounter
{
    /// <summary>Different values that are counted exactly.</summary>
    public const int Exact = 10_000;

    private readonly HyperLogLog estimate = new();

    /// <summary>The values with their counts, unless there are too many.</summary>
    public ValueCounter Values { get; } = new(Exact);

    /// <summary>How many different ones there are.</summary>
    public long Count => Values.IsFull ? Math.Max(Exact + 1, estimate.Estimate()) : Values.Count;

    /// <summary>Adds a value.</summary>
    public void Add(ulong key, long row)
    {
        if (!Values.IsFull)
        {
            Values.Add(key, row);
            if (!Values.IsFull) return;
            foreach (var entry in Values.Entries) estimate.Add(Bits.Mix(entry.Key));
        }

        estimate.Add(Bits.Mix(key));
    }

    /// <summary>Adds numbers once there are too many different values to count them.</summary>
    public void AddEstimated(ReadOnlySpan<double> numbers) => estimate.Add(numbers);

    /// <summary>The key of a number. Zero is added, which makes minus zero plain.</summary>
    public static ulong Key(double number) => BitConverter.DoubleToUInt64Bits(number + 0.0);

    /// <summary>The most frequent values.</summary>
    public IEnumerable<ValueCounter.Entry> Top(int count) =>
        Values.IsFull ? [] : Values.Entries.ToArray().OrderByDescending(entry => entry.Times).ThenBy(entry => entry.Row).Take(count);
}
