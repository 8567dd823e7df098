using TrainingService.Contracts.Datasets;
using TrainingService.Datasets.Columns;

namespace TrainingService.Datasets.Analysis;

/// <summary>Statistics of images and tensors. Of very many, means are taken over evenly spaced rows.</summary>
internal static class PixelStatistics
{
    private const long MostValues = 100_000_000;
    private const int MostDecoded = 500;

    public static ColumnStatistics OfImages(StoredColumn column, CancellationToken cancellation)
    {
        var sides = Sides(column);
        var step = column.RowBytes > 0 ? Math.Max(1, column.Rows * column.RowBytes / MostValues) : Math.Max(1, column.Rows / MostDecoded);
        var channels = column.Info.Shape is [_, _, var count] ? count : 3;
        var (sums, squares) = (new long[channels], new long[channels]);
        var pixels = 0L;
        for (var row = 0L; row < column.Rows; row += step)
        {
            cancellation.ThrowIfCancellationRequested();
            var values = column.RowBytes > 0 ? column.RowSpan(row) : Formats.Images.ImageDecoder.Decode(column.RowSpan(row), channels).Pixels;
            for (var i = 0; i < values.Length; i += channels)
            {
                for (var channel = 0; channel < channels; channel++)
                {
                    var value = values[i + channel];
                    sums[channel] += value;
                    squares[channel] += value * value;
                }
            }

            pixels += values.Length / channels;
        }

        double[] means = [.. sums.Select(sum => (double)sum / pixels)];
        double[] spreads = [.. squares.Select(
            (square, channel) => Math.Sqrt(Math.Max(0, (double)square / pixels - means[channel] * means[channel])))];
        return new ColumnStatistics
        {
            Count = column.Rows,
            Images = new ImageStatistics(sides.MinHeight, sides.MaxHeight, sides.MinWidth, sides.MaxWidth, channels, means, spreads),
        };
    }

    public static ColumnStatistics OfTensors(StoredColumn column, CancellationToken cancellation)
    {
        var size = (int)(column.RowBytes / ColumnFiles.Width(column.Info.Storage));
        var step = Math.Max(1, column.Rows * size / MostValues);
        var moments = new Moments();
        var numbers = new double[size];
        var (missing, incomplete) = (0L, 0L);
        for (var row = 0L; row < column.Rows; row += step)
        {
            cancellation.ThrowIfCancellationRequested();
            column.ReadNumbers(row, numbers);
            var there = 0;
            foreach (var value in numbers)
            {
                if (double.IsFinite(value)) numbers[there++] = value;
            }

            missing += size - there;
            if (there < size) incomplete++;
            moments.Add(numbers.AsSpan(0, there));
        }

        var statistics = new ColumnStatistics { Count = column.Rows - incomplete * step, Missing = Math.Min(column.Rows, incomplete * step) };
        return moments.Count == 0 ? statistics
            : statistics with { Min = moments.Min, Max = moments.Max, Mean = moments.Mean, StandardDeviation = moments.StandardDeviation };
    }

    private static (int MinHeight, int MaxHeight, int MinWidth, int MaxWidth) Sides(StoredColumn column)
    {
        var sides = (MinHeight: int.MaxValue, MaxHeight: 0, MinWidth: int.MaxValue, MaxWidth: 0);
        var rows = column.Info.Shape is null ? column.Rows : Math.Min(column.Rows, 1);
        for (var row = 0L; row < rows; row++)
        {
            var (height, width, _) = column.ImageSize(row);
            sides = (Math.Min(sides.MinHeight, height), Math.Max(sides.MaxHeight, height), Math.Min(sides.MinWidth, width),
                Math.Max(sides.MaxWidth, width));
        }

        return sides;
    }
}
