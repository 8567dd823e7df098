using TrainingService.Contracts.Datasets;
using TrainingService.Datasets.Columns;

namespace TrainingService.Datasets.Analysis;

/// <summary>Statistics of columns with classes: categories, truths, masks, boxes.</summary>
internal static class ClassStatistics
{
    private const int Block = 4096;

    public static ColumnStatistics OfCodes(StoredColumn column, CancellationToken cancellation)
    {
        IReadOnlyList<string> classes = column.Info.Classes ?? ["false", "true"];
        var counts = new long[classes.Count];
        var missing = 0L;
        var block = new int[Block];
        for (var first = 0L; first < column.Rows; first += Block)
        {
            cancellation.ThrowIfCancellationRequested();
            var codes = block.AsSpan(0, (int)Math.Min(Block, column.Rows - first));
            column.ReadCodes(first, codes);
            foreach (var code in codes)
            {
                if (code < 0) missing++;
                else counts[code]++;
            }
        }

        return Result(column.Rows - missing, missing, classes, counts);
    }

    /// <summary>Counts pixels of each class.</summary>
    public static ColumnStatistics OfMasks(StoredColumn column, CancellationToken cancellation)
    {
        var pixels = new long[256];
        for (var row = 0L; row < column.Rows; row++)
        {
            cancellation.ThrowIfCancellationRequested();
            var mask = column.Info.Storage == ColumnStorage.Encoded ? Formats.Images.ImageDecoder.Decode(column.RowSpan(row), 1).Pixels
                : column.RowSpan(row);
            foreach (var value in mask) pixels[value]++;
        }

        var classes = column.Info.Classes!;
        return Result(column.Rows, 0, classes, pixels[..classes.Count]);
    }

    public static ColumnStatistics OfBoxes(StoredColumn column, CancellationToken cancellation)
    {
        var counts = new long[column.Info.Classes!.Count];
        var lengths = new Lengths();
        for (var row = 0L; row < column.Rows; row++)
        {
            cancellation.ThrowIfCancellationRequested();
            var boxes = column.ReadBoxes(row);
            lengths.Add(boxes.Length);
            foreach (var box in boxes) counts[(int)box.Class]++;
        }

        return Result(column.Rows, 0, column.Info.Classes!, counts) with { Lengths = lengths.Result() };
    }

    private static ColumnStatistics Result(long count, long missing, IReadOnlyList<string> classes, long[] counts) => new()
    {
        Count = count,
        Missing = missing,
        Distinct = counts.Count(value => value > 0),
        DistinctIsExact = true,
        Top = [.. counts.Select((times, code) => new ValueCount(classes[code], times)).Where(value => value.Count > 0)
            .OrderByDescending(value => value.Count)],
    };
}
