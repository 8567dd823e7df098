using System.Runtime.InteropServices;
using System.Text;
using TrainingService.Contracts.Datasets;
using TrainingService.Datasets.Columns;
using TrainingService.Datasets.Importing;

namespace TrainingService.Datasets.Analysis;

/// <summary>Rewrites a stored column of texts or whole numbers as codes into a list of classes.</summary>
internal static class CategoryEncoder
{
    /// <summary>Rewrites a column in all parts.</summary>
    /// <param name="context">Folder and limits.</param>
    /// <param name="parts">The parts.</param>
    /// <param name="index">Number of the column.</param>
    /// <param name="column">The column as it is stored.</param>
    /// <param name="classes">The classes in their order.</param>
    /// <param name="isMissing">Which texts stand for a missing value.</param>
    /// <returns>The column as it is stored now.</returns>
    /// <exception cref="DatasetProblemException">A value is not among the classes.</exception>
    public static DatasetColumn Encode(
        ImportContext context, IReadOnlyList<DatasetPart> parts, int index, DatasetColumn column, IReadOnlyList<string> classes, Func<string,
            bool> isMissing)
    {
        var codes = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var code = 0; code < classes.Count; code++) codes.Add(classes[code], code);
        var lookup = codes.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var part in parts)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            var path = ColumnFiles.Path(context.Folder, part.Name, index);
            var temporary = path + ".codes";
            using (var stored = StoredColumn.Open(path, column, part.Rows))
            using (var file = new BlockFile(temporary))
            {
                Write(stored, file, lookup, isMissing, part.Name, OnlyFile(context, part.Name));
            }

            foreach (var ending in ColumnFiles.Endings(column.Storage)) File.Delete(path + ending);
            File.Move(temporary, path + ColumnFiles.Values);
        }

        return column with { Type = ColumnType.Category, Storage = ColumnStorage.Int32, Classes = classes };
    }

    /// <summary>The file of a part that has one; of several, rows are no longer known by file.</summary>
    private static string? OnlyFile(ImportContext context, string part) => context.ByPart().FirstOrDefault(pair => pair.Part == part).Files is [var one] ? one.Name : null;

    private static void Write(
        StoredColumn stored, BlockFile file, Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> codes, Func<string, bool> isMissing,
            string part, string? source)
    {
        var cache = new Utf8Dictionary(1 << 16);
        var cached = new List<int>();
        var block = new int[4096];
        for (var first = 0L; first < stored.Rows; first += block.Length)
        {
            var count = (int)Math.Min(block.Length, stored.Rows - first);
            var isText = stored.Info.Storage == ColumnStorage.Utf8;
            var texts = isText ? stored.Texts(first, count) : default;
            for (var i = 0; i < count; i++)
            {
                if (isText ? texts.IsMissing(i) : stored.IsMissing(first + i))
                {
                    block[i] = -1;
                    continue;
                }

                var text = isText ? texts[i] : ColumnTexts.Utf8(stored, first + i);
                var entry = cache.Add(text);
                if (entry >= 0 && entry < cached.Count) block[i] = cached[entry];
                else
                {
                    block[i] = Code(Encoding.UTF8.GetString(text), first + i);
                    if (entry >= 0) cached.Add(block[i]);
                }
            }

            file.Write<int>(block.AsSpan(0, count));
        }

        int Code(string text, long row)
        {
            if (codes.TryGetValue(text, out var code)) return code;
            if (isMissing(text)) return -1;
            throw Problems.At("bad_class", source, $"{Problems.Quote(text)} is not among the classes (part {part}).", row + 1, stored.Info.Name,
                string.Join(", ", stored.Info.Classes ?? []));
        }
    }
}

/// <summary>Stored values as texts.</summary>
internal static class ColumnTexts
{
    [ThreadStatic]
    private static byte[]? scratch;

    /// <summary>The UTF-8 text of a value that is not missing; valid until the next call on this thread.</summary>
    public static ReadOnlySpan<byte> Utf8(StoredColumn column, long row)
    {
        if (column.Info.Storage == ColumnStorage.Utf8) return column.RowSpan(row);
        scratch ??= new byte[64];
        int length;
        if (column.Info.Type == ColumnType.Boolean) return column.RowsBytes(row, 1)[0] == 1 ? "true"u8 : "false"u8;
        if (column.Info.Storage is ColumnStorage.Int32) MemoryMarshal.Read<int>(column.RowsBytes(row, 1)).TryFormat(scratch, out length);
        else if (column.Info.Storage is ColumnStorage.Int64) MemoryMarshal.Read<long>(column.RowsBytes(row, 1)).TryFormat(scratch, out length);
        else
        {
            Span<double> number = stackalloc double[1];
            column.ReadNumbers(row, number);
            number[0].TryFormat(scratch, out length, default, System.Globalization.CultureInfo.InvariantCulture);
        }

        return scratch.AsSpan(0, length);
    }
}
