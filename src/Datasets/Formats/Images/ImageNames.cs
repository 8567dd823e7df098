using TrainingService.Contracts.Datasets;
using TrainingService.Datasets.Analysis;
using TrainingService.Datasets.Columns;
using TrainingService.Datasets.Importing;

namespace TrainingService.Datasets.Formats.Images;

/// <summary>Finds images by the names that tables and annotations use: the whole path, its end, the file's name, or that without its
/// ending.</summary>
internal sealed class ImageNames
{
    private const int LookedAt = 200;

    private readonly Dictionary<string, ImportFile> byName = new(StringComparer.Ordinal);

    public ImageNames(IEnumerable<ImportFile> images)
    {
        foreach (var image in images)
        {
            byName.TryAdd(image.Name, image);
            for (var at = image.Name.IndexOf('/'); at >= 0; at = image.Name.IndexOf('/', at + 1)) byName.TryAdd(image.Name[(at + 1)..], image);
            byName.TryAdd(Path.GetFileNameWithoutExtension(image.Name), image);
        }
    }

    /// <summary>The image of a name, or null.</summary>
    public ImportFile? Find(string name)
    {
        var plain = name.Trim().Replace('\\', '/');
        if (plain.StartsWith("./", StringComparison.Ordinal)) plain = plain[2..];
        return byName.GetValueOrDefault(plain) ?? byName.GetValueOrDefault(plain[(plain.LastIndexOf('/') + 1)..]);
    }

    /// <summary>The column of a table whose texts are mostly images' names, and their share.</summary>
    public (int Index, double Share) FindColumn(ImportContext context, ReadResult table)
    {
        var best = (Index: -1, Share: 0.5);
        for (var i = 0; i < table.Columns.Count; i++)
        {
            if (table.Columns[i].Type is not (ColumnType.Text or ColumnType.Number)) continue;
            using var stored = StoredColumn.Open(ColumnFiles.Path(context.Folder, table.Parts[0].Name, i), table.Columns[i], table.Parts[0].Rows);
            var rows = (int)Math.Min(LookedAt, stored.Rows);
            var share = (double)Enumerable.Range(0, rows).Count(row => Text(stored, row) is { } text && Find(text) is not null) / rows;
            if (share > best.Share) best = (i, share);
        }

        return best;
    }

    /// <summary>The images of a part's rows.</summary>
    /// <exception cref="DatasetProblemException">A row names none.</exception>
    public IReadOnlyList<ImportFile> Rows(ImportContext context, DatasetPart part, int index, DatasetColumn column, ImportFile[] tables)
    {
        using var stored = StoredColumn.Open(ColumnFiles.Path(context.Folder, part.Name, index), column, part.Rows);
        var file = (tables.FirstOrDefault(table => table.Part == part.Name) ?? tables[0]).Name;
        var rows = new List<ImportFile>();
        for (var row = 0L; row < stored.Rows; row++)
        {
            var name = Text(stored, row);
            rows.Add((name is null ? null : Find(name)) ?? throw Problems.At(
                "missing_image", file, name is null ? "The row names no image." : $"There is no image {Problems.Quote(name)} among the files.",
                    row + 2, column.Name,
                "the name of an uploaded image", "Upload it too, or take the row out."));
        }

        return rows;
    }

    private static string? Text(StoredColumn column, long row) => column.IsMissing(row) ? null
        : System.Text.Encoding.UTF8.GetString(ColumnTexts.Utf8(column, row));
}
