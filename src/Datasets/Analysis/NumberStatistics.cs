using System.Globalization;
using TrainingService.Contracts.Datasets;
using TrainingService.Datasets.Columns;

namespace TrainingService.Datasets.Analysis;

/// <summary>Statistics of numbers and times.</summary>
internal static class NumberStatistics
{
    private const int Block = 4096;
    private const int HistogramSteps = 20;
    private const int TopValues = 10;

    private static readonly double[] Shares = [0.05, 0.25, 0.5, 0.75, 0.95];

    public static ColumnStatistics Of(StoredColumn column, CancellationToken cancellation)
    {
        var moments = new Moments();
        var sample = new Reservoir();
        var distinct = new DistinctCounter();
        var isInteger = true;
        var block = new double[Block];
        var isTime = column.Info.Type == ColumnType.Time;
        for (var first = 0L; first < column.Rows; first += Block)
        {
            cancellation.ThrowIfCancellationRequested();
            var numbers = block.AsSpan(0, (int)Math.Min(Block, column.Rows - first));
            column.ReadNumbers(first, numbers);
            var count = Count(numbers, first, distinct);
            if (isInteger) isInteger = AreIntegers(numbers[..count]);
            sample.Add(numbers[..count]);
            moments.Add(numbers[..count]);
        }

        var statistics = new ColumnStatistics { Count = moments.Count, Missing = column.Rows - moments.Count, Distinct = distinct.Count,
            DistinctIsExact = !distinct.Values.IsFull };
        if (moments.Count == 0) return statistics;
        var scale = isTime ? 1e6 : 1; // Times are read in seconds and told in microseconds.
        return statistics with
        {
            Min = moments.Min * scale,
            Max = moments.Max * scale,
            Mean = moments.Mean * scale,
            StandardDeviation = moments.StandardDeviation * scale,
            Quantiles = [.. Shares.Select(share => sample.Quantile(share) * scale)],
            IsInteger = isTime ? null : isInteger,
            Histogram = sample.Histogram(moments.Min, moments.Max, HistogramSteps),
            Top = isTime || distinct.Values.IsFull ? null
                : [.. distinct.Top(TopValues).Select(entry => new ValueCount(Text(entry.Key), entry.Times))],
        };
    }

    /// <summary>Counts different values and moves numbers together over missing ones.</summary>
    /// <returns>How many numbers there are.</returns>
    private static int Count(Span<double> numbers, long firstRow, DistinctCounter distinct)
    {
        var count = 0;
        var i = 0;
        for (; i < numbers.Length && !distinct.Values.IsFull; i++)
        {
            var value = numbers[i];
            if (double.IsNaN(value)) continue;
            distinct.Add(DistinctCounter.Key(value), firstRow + i);
            numbers[count++] = value;
        }

        // Only estimated from here on: no row is asked for.
        var estimated = count;
        for (; i < numbers.Length; i++)
        {
            var value = numbers[i];
            numbers[count] = value;
            count += double.IsNaN(value) ? 0 : 1;
        }

        distinct.AddEstimated(numbers[estimated..count]);
        return count;
    }

    private static bool AreIntegers(ReadOnlySpan<double> numbers)
    {
        foreach (var value in numbers)
        {
            if (value != Math.Floor(value)) return false;
        }

        return true;
    }

    private static string Text(ulong bits) => BitConverter.UInt64BitsToDouble(bits).ToString(CultureInfo.InvariantCulture);
}
