using System.Runtime.InteropServices;
using System.Text;
using TrainingService.Contracts.Datasets;
using TrainingService.Datasets.Columns;
using TrainingService.Datasets.Importing;

namespace TrainingService.Datasets.Analysis;

/// <summary>
/// Columns of texts that a reader kept as codes in the order of first appearance (type text, stored as int32, the texts as classes), on their way
/// to be categories or texts.
/// </summary>
internal static class DraftCodes
{
    private const int Block = 1 << 14;

    /// <summary>Whether a column is one.</summary>
    public static bool Is(DatasetColumn column) => column is { Type: ColumnType.Text, Storage: ColumnStorage.Int32 };

    /// <summary>Rows with a text.</summary>
    public static long Count(ImportContext context, IReadOnlyList<DatasetPart> parts, int index, DatasetColumn column)
    {
        var rows = 0L;
        foreach (var part in parts) Each(context, part, index, column, codes => rows += codes.Length - codes.Count(-1));
        return rows;
    }

    /// <summary>Makes it a category: every code becomes the place of its text among the classes, -1 for texts that stand for missing
    /// values.</summary>
    public static DatasetColumn ToCategory(ImportContext context, IReadOnlyList<DatasetPart> parts, int index, DatasetColumn column,
        IReadOnlyList<string> classes)
    {
        var places = classes.Select((name, place) => (name, place)).ToDictionary(pair => pair.name, pair => pair.place, StringComparer.Ordinal);
        int[] map = [.. column.Classes!.Select(text => places.GetValueOrDefault(text, -1))];
        Rewrite(context, parts, index, column, (codes, file) =>
        {
            var recoded = new int[codes.Length];
            for (var i = 0; i < codes.Length; i++) recoded[i] = codes[i] < 0 ? -1 : map[codes[i]];
            file.AppendFixed<int>(recoded);
        }, ColumnStorage.Int32);
        return column with { Type = ColumnType.Category, Classes = classes };
    }

    /// <summary>Makes it a column of texts.</summary>
    public static DatasetColumn ToText(ImportContext context, IReadOnlyList<DatasetPart> parts, int index, DatasetColumn column)
    {
        byte[][] texts = [.. column.Classes!.Select(Encoding.UTF8.GetBytes)];
        Rewrite(context, parts, index, column, (codes, file) =>
        {
            foreach (var code in codes)
            {
                if (code < 0) file.AppendMissing();
                else file.Append(texts[code]);
            }
        }, ColumnStorage.Utf8);
        return column with { Storage = ColumnStorage.Utf8, Classes = null };
    }

    private static void Rewrite(
        ImportContext context, IReadOnlyList<DatasetPart> parts, int index, DatasetColumn column, CodesToFile write, ColumnStorage storage)
    {
        foreach (var part in parts)
        {
            var path = ColumnFiles.Path(context.Folder, part.Name, index);
            var draft = path + ".draft";
            File.Move(path + ColumnFiles.Values, draft);
            using (var file = new ColumnWriter(context.Folder, part.Name, index, storage))
            using (var mapped = new MappedFile(draft, part.Rows * sizeof(int)))
            {
                Each(context, mapped, part.Rows, codes => write(codes, file));
            }

            File.Delete(draft);
        }
    }

    private static void Each(ImportContext context, DatasetPart part, int index, DatasetColumn column, Codes use)
    {
        using var mapped = new MappedFile(ColumnFiles.Path(context.Folder, part.Name, index) + ColumnFiles.Values,
            part.Rows * ColumnFiles.RowBytes(column));
        Each(context, mapped, part.Rows, use);
    }

    private static void Each(ImportContext context, MappedFile mapped, long rows, Codes use)
    {
        for (var first = 0L; first < rows; first += Block)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            use(MemoryMarshal.Cast<byte, int>(mapped.Bytes(first * sizeof(int), (int)Math.Min(Block, rows - first) * sizeof(int))));
        }
    }

    private delegate void Codes(ReadOnlySpan<int> codes);

    private delegate void CodesToFile(ReadOnlySpan<int> codes, ColumnWriter file);
}
