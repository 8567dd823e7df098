using System.Numerics;
using TrainingService.Contracts.Datasets;

namespace TrainingService.Datasets.Columns;

/// <summary>Stored values of any fixed width as floating-point numbers.</summary>
internal static class NumberReading
{
    private const double MicrosecondsPerSecond = 1e6;

    public static void Read<T>(StoredColumn column, MappedFile values, long firstRow, Span<T> destination) where T : unmanaged,
        IFloatingPointIeee754<T>
    {
        var width = ColumnFiles.Width(column.Info.Storage);
        if (width == 0) throw new InvalidOperationException($"Column {column.Info.Name} holds no numbers: its type is {column.Info.Type}.");
        var first = firstRow * (column.RowBytes / width);
        var count = destination.Length;
        switch (column.Info.Storage)
        {
            case ColumnStorage.Float64 when typeof(T) == typeof(double):
            case ColumnStorage.Float32 when typeof(T) == typeof(float):
                values.Values<T>(first, count).CopyTo(destination);
                break;
            case ColumnStorage.Uint8 when column.Info.Type == ColumnType.Boolean:
                Convert(values.Bytes(first, count), destination, value => value == StoredColumn.MissingUint8 ? T.NaN : T.CreateTruncating(value));
                break;
            case ColumnStorage.Uint8:
                Convert(values.Bytes(first, count), destination, T.CreateTruncating);
                break;
            case ColumnStorage.Int32 when column.Info.Type == ColumnType.Category:
                Convert(values.Values<int>(first, count), destination, value => value < 0 ? T.NaN : T.CreateTruncating(value));
                break;
            case ColumnStorage.Int32:
                Convert(values.Values<int>(first, count), destination, value => value == StoredColumn.MissingInt32 ? T.NaN
                    : T.CreateTruncating(value));
                break;
            case ColumnStorage.Int64 when column.Info.Type == ColumnType.Time:
                Convert(values.Values<long>(first, count), destination,
                    value => value == StoredColumn.MissingInt64 ? T.NaN : T.CreateTruncating(value / MicrosecondsPerSecond));
                break;
            case ColumnStorage.Int64:
                Convert(values.Values<long>(first, count), destination, value => value == StoredColumn.MissingInt64 ? T.NaN
                    : T.CreateTruncating(value));
                break;
            case ColumnStorage.Float32:
                Convert(values.Values<float>(first, count), destination, T.CreateTruncating);
                break;
            default:
                Convert(values.Values<double>(first, count), destination, T.CreateTruncating);
                break;
        }
    }

    private static void Convert<TFrom, TTo>(ReadOnlySpan<TFrom> from, Span<TTo> to, Func<TFrom, TTo> convert)
    {
        for (var i = 0; i < from.Length; i++) to[i] = convert(from[i]);
    }
}
