namespace TrainingService.Contracts.Datasets;

/// <summary>What was counted in one column of one part. Members that make no sense for its type are left out.</summary>
public sealed record ColumnStatistics
{
    /// <summary>Rows with a value.</summary>
    public required long Count { get; init; }

    /// <summary>Rows without one.</summary>
    public long Missing { get; init; }

    /// <summary>Different values. Exact up to 10,000, above that an estimate (HyperLogLog, about 1 % off).</summary>
    public long? Distinct { get; init; }

    /// <summary>True when <see cref="Distinct"/> was counted and not estimated.</summary>
    public bool? DistinctIsExact { get; init; }

    /// <summary>Smallest value of numbers; of times, in microseconds since 1970-01-01 UTC.</summary>
    public double? Min { get; init; }

    /// <summary>Largest value.</summary>
    public double? Max { get; init; }

    /// <summary>Mean of the values that are there.</summary>
    public double? Mean { get; init; }

    /// <summary>Standard deviation (divided by the count).</summary>
    public double? StandardDeviation { get; init; }

    /// <summary>The 5th, 25th, 50th, 75th and 95th percentile: exact for few values, from a sketch (rank off by at most about 1 %) for
    /// many.</summary>
    public IReadOnlyList<double>? Quantiles { get; init; }

    /// <summary>True when every number is whole.</summary>
    public bool? IsInteger { get; init; }

    /// <summary>Counts in equal steps from smallest to largest value.</summary>
    public IReadOnlyList<long>? Histogram { get; init; }

    /// <summary>The most frequent values with their counts; all of them for categories.</summary>
    public IReadOnlyList<ValueCount>? Top { get; init; }

    /// <summary>Lengths of texts in characters, sides of images in pixels, or boxes per row.</summary>
    public LengthStatistics? Lengths { get; init; }

    /// <summary>Sizes and channels of images.</summary>
    public ImageStatistics? Images { get; init; }
}

/// <summary>A value and how often it is there.</summary>
/// <param name="Value">The value, as text.</param>
/// <param name="Count">Rows (pixels for masks, boxes for boxes) that have it.</param>
public sealed record ValueCount(string Value, long Count);

/// <summary>Lengths in a column of values of variable length.</summary>
/// <param name="Min">The shortest.</param>
/// <param name="Max">The longest.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="P95">Nineteen in twenty are not longer.</param>
public sealed record LengthStatistics(long Min, long Max, double Mean, double P95);

/// <summary>Images of a column.</summary>
/// <param name="MinHeight">Least height in pixels.</param>
/// <param name="MaxHeight">Greatest height.</param>
/// <param name="MinWidth">Least width.</param>
/// <param name="MaxWidth">Greatest width.</param>
/// <param name="Channels">Channels: 1 grey, 3 colour, 4 colour with alpha.</param>
/// <param name="Means">Mean of each channel over all pixels, 0 to 255.</param>
/// <param name="StandardDeviations">Standard deviation of each channel.</param>
public sealed record ImageStatistics(
    int MinHeight, int MaxHeight, int MinWidth, int MaxWidth, int Channels, IReadOnlyList<double> Means, IReadOnlyList<double> StandardDeviations);
