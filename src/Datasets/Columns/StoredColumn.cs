using System.Runtime.InteropServices;
using System.Text;
using TrainingService.Contracts.Datasets;

namespace TrainingService.Datasets.Columns;

/// <summary>One column of one part, open for reading by ranges of rows. Thread-safe; spans are valid until the version is disposed.</summary>
public sealed class StoredColumn : IDisposable
{
    /// <summary>Stands for a missing whole number or time.</summary>
    public const long MissingInt64 = long.MinValue;

    /// <summary>Stands for a missing whole number.</summary>
    public const int MissingInt32 = int.MinValue;

    /// <summary>Stands for a missing boolean; for an unlabelled pixel in masks.</summary>
    public const byte MissingUint8 = byte.MaxValue;

    private readonly MappedFile values;
    private readonly MappedFile? offsets;
    private readonly MappedFile? sizes;

    private StoredColumn(DatasetColumn info, long rows, MappedFile values, MappedFile? offsets, MappedFile? sizes)
    {
        Info = info;
        Rows = rows;
        RowBytes = ColumnFiles.RowBytes(info);
        this.values = values;
        this.offsets = offsets;
        this.sizes = sizes;
    }

    /// <summary>Its name, type and the rest.</summary>
    public DatasetColumn Info { get; }

    /// <summary>Rows of this part.</summary>
    public long Rows { get; }

    /// <summary>Bytes of one row; 0 for values of variable length.</summary>
    public long RowBytes { get; }

    /// <summary>Bytes of all values of the part.</summary>
    public long TotalBytes => values.Length;

    /// <summary>The rows' bytes as stored, for values of fixed width: numbers, codes, images of one shape, masks, tensors.</summary>
    public ReadOnlySpan<byte> RowsBytes(long firstRow, int rows)
    {
        if (RowBytes == 0) throw Wrong("rows of fixed width");
        return values.Bytes(firstRow * RowBytes, checked((int)(rows * RowBytes)));
    }

    /// <summary>One row's bytes: UTF-8 text, an encoded image, boxes, or values of fixed width. Empty where missing.</summary>
    public ReadOnlySpan<byte> RowSpan(long row)
    {
        if (offsets is null) return RowsBytes(row, 1);
        var ends = offsets.Values<long>(row, 2);
        var start = ends[0] & ~ColumnFiles.MissingBit;
        return values.Bytes(start, checked((int)((ends[1] & ~ColumnFiles.MissingBit) - start)));
    }

    /// <summary>Whether a row has no value.</summary>
    public bool IsMissing(long row) => offsets is not null ? (offsets.Values<long>(row, 1)[0] & ColumnFiles.MissingBit) != 0 : Info.Storage switch
    {
        _ when Info.Shape is not null => false,
        ColumnStorage.Uint8 => Info.Type == ColumnType.Boolean && values.Bytes(row, 1)[0] == MissingUint8,
        ColumnStorage.Int32 => values.Values<int>(row, 1)[0] is var number
            && (Info.Type == ColumnType.Category ? number < 0 : number == MissingInt32),
        ColumnStorage.Int64 => values.Values<long>(row, 1)[0] == MissingInt64,
        ColumnStorage.Float32 => float.IsNaN(values.Values<float>(row, 1)[0]),
        _ => double.IsNaN(values.Values<double>(row, 1)[0]),
    };

    /// <summary>A text, or null where missing.</summary>
    public string? ReadText(long row) => Info.Storage != ColumnStorage.Utf8 ? throw Wrong("text") : IsMissing(row) ? null
        : Encoding.UTF8.GetString(RowSpan(row));

    /// <summary>Several texts at once, without copying.</summary>
    internal TextRows Texts(long firstRow, int rows)
    {
        if (offsets is null) throw Wrong("text");
        var ends = offsets.Values<long>(firstRow, rows + 1);
        var start = ends[0] & ~ColumnFiles.MissingBit;
        return new TextRows(ends, values.Bytes(start, checked((int)((ends[rows] & ~ColumnFiles.MissingBit) - start))), start);
    }

    /// <summary>The boxes of a row.</summary>
    public ReadOnlySpan<Box> ReadBoxes(long row) => Info.Storage != ColumnStorage.Boxes ? throw Wrong("boxes") : MemoryMarshal.Cast<byte,
        Box>(RowSpan(row));

    /// <summary>Height, width and channels of a row's image, without decoding it.</summary>
    public (int Height, int Width, int Channels) ImageSize(long row)
    {
        if (Info.Shape is [var height, var width, var channels]) return (height, width, channels);
        if (sizes is null) throw Wrong("images");
        var size = sizes.Values<int>(row * 3, 3);
        return (size[0], size[1], size[2]);
    }

    /// <summary>
    /// Rows as numbers, NaN where missing: numbers as they are, codes of categories, 0 and 1 of booleans, times in seconds since 1970-01-01 UTC.
    /// Tensors, masks and images of one shape give all values of each row.
    /// </summary>
    public void ReadNumbers(long firstRow, Span<double> destination) => NumberReading.Read(this, values, firstRow, destination);

    /// <summary>As the other one, rounded to single precision.</summary>
    public void ReadNumbers(long firstRow, Span<float> destination) => NumberReading.Read(this, values, firstRow, destination);

    /// <summary>Codes of categories, 0 and 1 of booleans; -1 where missing.</summary>
    public void ReadCodes(long firstRow, Span<int> destination)
    {
        if (Info is { Type: ColumnType.Category, Storage: ColumnStorage.Int32 }) values.Values<int>(firstRow, destination.Length).CopyTo(destination);
        else if (Info.Type == ColumnType.Boolean)
        {
            var bytes = values.Bytes(firstRow, destination.Length);
            for (var i = 0; i < bytes.Length; i++) destination[i] = bytes[i] == MissingUint8 ? -1 : bytes[i];
        }
        else throw Wrong("categories or booleans");
    }

    /// <summary>Microseconds since 1970-01-01 UTC; <see cref="MissingInt64"/> where missing.</summary>
    public void ReadTimes(long firstRow, Span<long> destination)
    {
        if (Info.Type != ColumnType.Time) throw Wrong("times");
        values.Values<long>(firstRow, destination.Length).CopyTo(destination);
    }

    public void Dispose()
    {
        values.Dispose();
        offsets?.Dispose();
        sizes?.Dispose();
    }

    /// <exception cref="InvalidDataException">A file is missing or has a wrong length.</exception>
    internal static StoredColumn Open(string path, DatasetColumn info, long rows)
    {
        var rowBytes = ColumnFiles.RowBytes(info);
        if (rowBytes > 0) return new StoredColumn(info, rows, new MappedFile(path + ColumnFiles.Values, rows * rowBytes), null, null);
        var offsets = new MappedFile(path + ColumnFiles.Offsets, (rows + 1) * sizeof(long));
        var bytes = offsets.Values<long>(rows, 1)[0];
        var values = new MappedFile(path + ColumnFiles.Values, bytes);
        var sizes = info.Storage == ColumnStorage.Encoded ? new MappedFile(path + ColumnFiles.Sizes, rows * 3 * sizeof(int)) : null;
        return new StoredColumn(info, rows, values, offsets, sizes);
    }

    private InvalidOperationException Wrong(string wanted) =>
        new($"Column {Info.Name} holds no {wanted}: its type is {Info.Type}, stored as {Info.Storage}.");
}
