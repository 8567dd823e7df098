using System.Text;
using Parquet;
using Parquet.Schema;
using TrainingService.Contracts.Datasets;
using TrainingService.Datasets.Columns;
using TrainingService.Datasets.Importing;

namespace TrainingService.Datasets.Formats.Parquet;

/// <summary>How one Parquet column becomes a stored one.</summary>
internal sealed class ParquetColumn
{
    private readonly Action<ParquetRowGroupReader, DataField, ColumnWriter, Place> copy;

    private ParquetColumn(DatasetColumn column, Type type, Action<ParquetRowGroupReader, DataField, ColumnWriter, Place> copy)
    {
        (Column, Type) = (column, type);
        this.copy = copy;
    }

    /// <summary>The stored column.</summary>
    public DatasetColumn Column { get; }

    /// <summary>Type of the file's values.</summary>
    public Type Type { get; }

    /// <summary>Copies the column of a row group.</summary>
    public void Copy(ParquetRowGroupReader group, DataField field, ColumnWriter writer, ImportFile file, long firstRow, ImportContext context) =>
        copy(group, field, writer, new Place(file.Name, field.Name, firstRow, context.Limits));

    /// <summary>The column for a field.</summary>
    /// <exception cref="DatasetProblemException">Its type can't be used.</exception>
    public static ParquetColumn Of(DataField field, ImportFile file) => Type.GetTypeCode(field.ClrType) switch
    {
        TypeCode.Boolean => Make<bool, byte>(field, ColumnType.Boolean, ColumnStorage.Uint8, StoredColumn.MissingUint8, (value, _) => value ? (byte)1
            : (byte)0),
        TypeCode.SByte => Whole<sbyte>(field, value => value),
        TypeCode.Byte => Whole<byte>(field, value => value),
        TypeCode.Int16 => Whole<short>(field, value => value),
        TypeCode.UInt16 => Whole<ushort>(field, value => value),
        TypeCode.Int32 => Whole<int>(field, value => value),
        TypeCode.UInt32 => Long<uint>(field, value => value),
        TypeCode.Int64 => Long<long>(field, value => value),
        TypeCode.UInt64 => Long<ulong>(field, value => value <= long.MaxValue ? (long)value : StoredColumn.MissingInt64),
        TypeCode.Single => Make<float, float>(field, ColumnType.Number, ColumnStorage.Float32, float.NaN, (value, _) => value),
        TypeCode.Double => Make<double, double>(field, ColumnType.Number, ColumnStorage.Float64, double.NaN, (value, _) => value),
        TypeCode.Decimal => Make<decimal, double>(field, ColumnType.Number, ColumnStorage.Float64, double.NaN, (value, _) => (double)value),
        TypeCode.DateTime => Make<DateTime,
            long>(field, ColumnType.Time, ColumnStorage.Int64, StoredColumn.MissingInt64, (value, _) => Times.FromDateTime(value)),
        _ when field.ClrType == typeof(string)
            || field.ClrType == typeof(ReadOnlyMemory<char>) =>
            new ParquetColumn(Stored(field, ColumnType.Text, ColumnStorage.Utf8), field.ClrType, Texts),
        _ when field.ClrType == typeof(DateOnly) =>
            Make<DateOnly, long>(field, ColumnType.Time, ColumnStorage.Int64, StoredColumn.MissingInt64,
                (value, _) => Times.FromDateTime(value.ToDateTime(TimeOnly.MinValue))),
        _ => throw Problems.At("unsupported_column", file.Name, $"The column holds {field.ClrType.Name}.", column: field.Name,
            expected: "numbers, booleans, texts, dates or timestamps",
                remedy: $"Leave it out with columns.{field.Name}.exclude, or write it in another type."),
    };

    private static DatasetColumn Stored(DataField field, ColumnType type, ColumnStorage storage) =>
        new() { Name = field.Name, Type = type, Storage = storage };

    private static ParquetColumn Whole<T>(DataField field, Func<T, int> convert) where T : struct =>
        Make<T, int>(field, ColumnType.Number, ColumnStorage.Int32, StoredColumn.MissingInt32, (value, place) => convert(value) is var whole
            && whole != StoredColumn.MissingInt32 ? whole : throw place.TooSmall());

    private static ParquetColumn Long<T>(DataField field, Func<T, long> convert) where T : struct =>
        Make<T, long>(field, ColumnType.Number, ColumnStorage.Int64, StoredColumn.MissingInt64, (value, place) => convert(value) is var whole
            && whole != StoredColumn.MissingInt64 ? whole : throw place.TooSmall());

    private static ParquetColumn Make<T,
        TStored>(DataField field, ColumnType type, ColumnStorage storage, TStored missing, Func<T, Place, TStored> convert)
        where T : struct
        where TStored : unmanaged =>
        new(Stored(field, type, storage), field.ClrType, (group, at, writer, place) =>
        {
            var values = new TStored[group.RowCount];
            if (at.IsNullable)
            {
                var read = new T?[group.RowCount];
                group.ReadAsync<T>(at, read.AsMemory()).AsTask().GetAwaiter().GetResult();
                for (var i = 0; i < read.Length; i++) values[i] = read[i] is { } value ? convert(value, place with { Row = place.Row + i }) : missing;
            }
            else
            {
                var read = new T[group.RowCount];
                group.ReadAsync<T>(at, read.AsMemory()).AsTask().GetAwaiter().GetResult();
                for (var i = 0; i < read.Length; i++) values[i] = convert(read[i], place with { Row = place.Row + i });
            }

            writer.AppendFixed<TStored>(values);
        });

    private static void Texts(ParquetRowGroupReader group, DataField field, ColumnWriter writer, Place place)
    {
        var texts = new string?[group.RowCount];
        group.ReadAsync(field, texts.AsMemory()).AsTask().GetAwaiter().GetResult();
        for (var i = 0; i < texts.Length; i++)
        {
            if (texts[i] is not { } text)
            {
                writer.AppendMissing();
                continue;
            }

            var bytes = Encoding.UTF8.GetBytes(text);
            if (bytes.Length > place.Limits.CellBytes) throw Problems.TooLarge(place.File, $"{bytes.Length:n0} bytes in a text",
                $"at most {place.Limits.CellBytes:n0}", place.Row + i + 1, place.Column);
            writer.Append(bytes);
        }
    }

    /// <summary>Where a value stands.</summary>
    internal readonly record struct Place(string File, string Column, long Row, ImportLimits Limits)
    {
        public DatasetProblemException TooSmall() =>
            Problems.At("too_large", File, "A whole number is out of range.", Row + 1, Column, "within 64 bits, above the smallest one");
    }
}
