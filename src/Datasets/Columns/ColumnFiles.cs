using TrainingService.Contracts.Datasets;

namespace TrainingService.Datasets.Columns;

/// <summary>
/// Where a column's values lie. Fixed width: `{part}.{number}.values`, row after row. Variable width: the same file holds the bytes of all rows, and
/// `{part}.{number}.offsets` holds rows + 1 eight-byte positions; the highest bit of a row's position marks it as missing. Encoded images have
/// `{part}.{number}.sizes` besides: height, width and channels of each, three four-byte integers a row.
/// </summary>
internal static class ColumnFiles
{
    public const string Values = ".values";
    public const string Offsets = ".offsets";
    public const string Sizes = ".sizes";

    /// <summary>Marks a missing row in the offsets.</summary>
    public const long MissingBit = long.MinValue;

    /// <summary>Path of a column's files without their ending.</summary>
    public static string Path(string folder, string part, int column) => System.IO.Path.Combine(folder, $"{part}.{column:0000}");

    /// <summary>Bytes of one stored number; 0 for values of variable length.</summary>
    public static int Width(ColumnStorage storage) => storage switch
    {
        ColumnStorage.Uint8 => 1,
        ColumnStorage.Int32 or ColumnStorage.Float32 => 4,
        ColumnStorage.Int64 or ColumnStorage.Float64 => 8,
        _ => 0,
    };

    /// <summary>Bytes of one row; 0 for values of variable length.</summary>
    public static long RowBytes(DatasetColumn column) =>
        (column.Shape ?? []).Aggregate((long)Width(column.Storage), (product, size) => product * size);

    /// <summary>The endings of a column's files, in the order in which they enter the content hash.</summary>
    public static IReadOnlyList<string> Endings(ColumnStorage storage) => storage switch
    {
        ColumnStorage.Utf8 or ColumnStorage.Boxes => [Values, Offsets],
        ColumnStorage.Encoded => [Values, Offsets, Sizes],
        _ => [Values],
    };
}
