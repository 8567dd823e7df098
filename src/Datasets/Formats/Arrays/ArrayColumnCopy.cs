using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using TrainingService.Contracts.Datasets;
using TrainingService.Datasets.Columns;
using TrainingService.Datasets.Importing;

namespace TrainingService.Datasets.Formats.Arrays;

/// <summary>Copies an array's rows into a column file, converting elements to the column's storage.</summary>
internal static class ArrayColumnCopy
{
    private const int BlockBytes = 1 << 20;

    /// <summary>Copies all rows and gives the largest whole number among them (-1 when one is negative or there are none).</summary>
    public static long Copy(ImportContext context, ArraySource array, ArrayColumnPlan plan, int column)
    {
        if (array.RowBytes > context.Limits.ValueBytes)
        {
            throw Problems.TooLarge(array.File, $"Values of {array.RowBytes:n0} bytes a row", $"at most {context.Limits.ValueBytes:n0}",
                column: array.Name);
        }

        using var writer = new ColumnWriter(context.Folder, array.Part, column, plan.Column.Storage);
        using var rows = array.Open();
        var rowBytes = (int)array.RowBytes;
        var wanted = Math.Min(array.Rows, context.MostRows ?? long.MaxValue);
        var block = new byte[Math.Max(1, Math.Min(wanted, BlockBytes / Math.Max(rowBytes, 1))) * rowBytes];
        var largest = -1L;
        var negative = false;
        for (var row = 0L; row < wanted;)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            var count = (int)Math.Min(wanted - row, block.Length / Math.Max(rowBytes, 1));
            var bytes = block.AsSpan(0, count * rowBytes);
            rows.Read(bytes);
            if (plan.ChannelsFirst) Turn(bytes, plan.Column.Shape!);
            var most = Append(writer, array, plan.Column, bytes, row);
            negative |= most < 0;
            largest = Math.Max(largest, most);
            row += count;
            context.Progress.Add(bytes.Length, column == 0 ? count : 0);
        }

        if (wanted == array.Rows) rows.End();
        return negative ? -1 : largest;
    }

    private static long Append(ColumnWriter writer, ArraySource array, DatasetColumn column, ReadOnlySpan<byte> bytes, long row)
    {
        switch (array.Kind)
        {
            case ElementKind.UInt8 when column.Storage == ColumnStorage.Uint8:
                writer.AppendFixed(bytes);
                return column.Type == ColumnType.Mask ? LargestClass(bytes) : 0;
            case ElementKind.Boolean:
                return Truths(writer, array, bytes, row);
            case ElementKind.Utf32 or ElementKind.Bytes:
                Texts(writer, array, bytes, row);
                return 0;
            case ElementKind.Float32 when column.Storage == ColumnStorage.Float32:
            case ElementKind.Float64 when column.Storage == ColumnStorage.Float64:
                writer.AppendFixed(bytes);
                return 0;
            default:
                return Numbers(writer, array, column, bytes, row);
        }
    }

    private static long LargestClass(ReadOnlySpan<byte> bytes)
    {
        var largest = 0;
        foreach (var value in bytes) largest = value != StoredColumn.MissingUint8 && value > largest ? value : largest;
        return largest;
    }

    private static long Truths(ColumnWriter writer, ArraySource array, ReadOnlySpan<byte> bytes, long row)
    {
        var wrong = bytes.IndexOfAnyExceptInRange((byte)0, (byte)1);
        if (wrong >= 0) throw Problems.At("bad_value", array.File, $"A boolean has the byte {bytes[wrong]}.",
            row + wrong / Math.Max(1, array.RowSize) + 1, array.Name, "0 or 1");
        writer.AppendFixed(bytes);
        return 1;
    }

    private static long Numbers(ColumnWriter writer, ArraySource array, DatasetColumn column, ReadOnlySpan<byte> bytes, long row)
    {
        var width = array.Kind.Width();
        var count = bytes.Length / width;
        var largest = 0L;
        var negative = false;
        switch (column.Storage)
        {
            case ColumnStorage.Float32:
                var floats = new float[count];
                for (var i = 0; i < count; i++) floats[i] = (float)Real(array.Kind, bytes[(i * width)..]);
                writer.AppendFixed<float>(floats);
                return 0;
            case ColumnStorage.Float64:
                var doubles = new double[count];
                for (var i = 0; i < count; i++) doubles[i] = Real(array.Kind, bytes[(i * width)..]);
                writer.AppendFixed<double>(doubles);
                return 0;
        }

        var wholes = new long[count];
        for (var i = 0; i < count; i++)
        {
            wholes[i] = Whole(array, bytes[(i * width)..], row + i / Math.Max(1, array.RowSize));
            negative |= wholes[i] < 0;
            largest = Math.Max(largest, wholes[i]);
        }

        if (column.Storage == ColumnStorage.Int64) writer.AppendFixed<long>(wholes);
        else if (column.Storage == ColumnStorage.Int32) writer.AppendFixed<int>(Array.ConvertAll(wholes, value => (int)value));
        else
        {
            var wrong = Array.FindIndex(wholes, value => value is < 0 or > byte.MaxValue);
            if (wrong >= 0) throw Problems.At("bad_class", array.File, $"A pixel has the class {wholes[wrong]}.", row + wrong / array.RowSize + 1,
                array.Name, "0 to 255");
            var pixels = Array.ConvertAll(wholes, value => (byte)value);
            writer.AppendFixed<byte>(pixels);
            return LargestClass(pixels);
        }

        return negative ? -1 : largest;
    }

    private static long Whole(ArraySource array, ReadOnlySpan<byte> bytes, long row)
    {
        var value = array.Kind switch
        {
            ElementKind.UInt8 => bytes[0],
            ElementKind.Int8 => (sbyte)bytes[0],
            ElementKind.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
            ElementKind.Int16 => BinaryPrimitives.ReadInt16LittleEndian(bytes),
            ElementKind.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
            ElementKind.Int32 => BinaryPrimitives.ReadInt32LittleEndian(bytes),
            ElementKind.UInt64 => BinaryPrimitives.ReadUInt64LittleEndian(bytes) is var big && big <= long.MaxValue ? (long)big : long.MinValue,
            _ => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        };
        var isMarker = array.Kind == ElementKind.Int32 ? value == StoredColumn.MissingInt32 : value == StoredColumn.MissingInt64;
        return !isMarker ? value
            : throw Problems.At("too_large", array.File, "A whole number is out of range.", row + 1, array.Name,
                "more than the smallest and up to the largest 64-bit (32-bit) integer");
    }

    private static double Real(ElementKind kind, ReadOnlySpan<byte> bytes) => kind switch
    {
        ElementKind.UInt8 => bytes[0],
        ElementKind.Int8 => (sbyte)bytes[0],
        ElementKind.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        ElementKind.Int16 => BinaryPrimitives.ReadInt16LittleEndian(bytes),
        ElementKind.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        ElementKind.Int32 => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        ElementKind.UInt64 => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
        ElementKind.Int64 => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        ElementKind.Float16 => (double)BinaryPrimitives.ReadHalfLittleEndian(bytes),
        ElementKind.Float32 => BinaryPrimitives.ReadSingleLittleEndian(bytes),
        _ => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
    };

    private static void Texts(ColumnWriter writer, ArraySource array, ReadOnlySpan<byte> bytes, long row)
    {
        var width = (int)array.RowBytes;
        for (var start = 0; start < bytes.Length; start += width, row++)
        {
            var element = bytes.Slice(start, width);
            if (array.Kind == ElementKind.Bytes)
            {
                var text = element.TrimEnd((byte)0);
                if (!System.Text.Unicode.Utf8.IsValid(text)) throw Problems.At("bad_encoding", array.File, "A text is not UTF-8.", row + 1,
                    array.Name);
                writer.Append(text);
                continue;
            }

            var letters = new StringBuilder();
            foreach (var point in MemoryMarshal.Cast<byte, int>(element).TrimEnd(0))
            {
                if (!Rune.IsValid(point)) throw Problems.At("bad_encoding", array.File, $"U+{point:X} is not a character.", row + 1, array.Name);
                letters.Append(new Rune(point).ToString());
            }

            writer.Append(Encoding.UTF8.GetBytes(letters.ToString()));
        }
    }

    /// <summary>Turns [channels, height, width] into [height, width, channels], row by row.</summary>
    private static void Turn(Span<byte> rows, IReadOnlyList<int> shape)
    {
        var (pixels, channels) = (shape[0] * shape[1], shape[2]);
        var turned = new byte[pixels * channels];
        for (var start = 0; start < rows.Length; start += turned.Length)
        {
            var row = rows.Slice(start, turned.Length);
            for (var channel = 0; channel < channels; channel++)
            {
                for (var pixel = 0; pixel < pixels; pixel++) turned[pixel * channels + channel] = row[channel * pixels + pixel];
            }

            turned.CopyTo(row);
        }
    }
}
