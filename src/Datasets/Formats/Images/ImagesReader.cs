using TrainingService.Contracts.Datasets;
using TrainingService.Datasets.Analysis;
using TrainingService.Datasets.Columns;
using TrainingService.Datasets.Formats.Csv;
using TrainingService.Datasets.Importing;

namespace TrainingService.Datasets.Formats.Images;

/// <summary>
/// Images: the folder an image lies in is its class; or a table beside them has a column with their names, and its other columns become columns;
/// or, when all lie in one folder, they have no labels.
/// </summary>
internal sealed class ImagesReader : IFormatReader
{
    private static readonly string[] Tables = [".csv", ".tsv"];

    public DatasetFormat Format => DatasetFormat.Images;

    public ReadResult Read(ImportContext context)
    {
        ImportFile[] images = [.. context.Files.Where(ImageFiles.Is)];
        if (images.Length == 0) throw Problems.At("empty", context.Files[0].Name, "There are no images among the files.",
            expected: "files ending in .png, .jpg, .jpeg or .webp");
        ImportFile[] tables = [.. context.Files.Where(IsTable)];
        return tables.Length > 0 ? WithTable(context, images, tables) : ByFolder(context, images);
    }

    /// <summary>Whether a file is a table of labels.</summary>
    public static bool IsTable(ImportFile file) => Tables.Contains(Path.GetExtension(file.Name), StringComparer.OrdinalIgnoreCase);

    private static ReadResult ByFolder(ImportContext context, ImportFile[] images)
    {
        var limited = context.ByPart().Select(
            pair => (pair.Part, Files: (IReadOnlyList<ImportFile>)[.. Limit(pair.Files.Where(ImageFiles.Is), context.MostRows)]))
            .Where(pair => pair.Files.Count > 0).ToList();
        context.CheckRows(images.Length, images[0].Name);
        string[] classes = [.. images.Select(Folder).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        if (classes.Length > context.Limits.Classes) throw Problems.TooLarge(images[0].Name, $"{classes.Length:n0} folders, hence classes,",
            $"at most {context.Limits.Classes:n0}");
        var (column, _) = ImageColumn.Write(context, limited, 0);
        DatasetPart[] parts = [.. limited.Select(pair => new DatasetPart(pair.Part, pair.Files.Count))];
        if (classes.Length == 1) return new ReadResult(parts, [column], [new("labels", "none", 0.9)], []);
        if (classes.Contains(""))
        {
            throw Problems.At("missing_label", images.First(image => Folder(image).Length == 0).Name,
                "The image lies in no class folder while others do.",
                expected: "each image in a folder named by its class", remedy: "Move it into one, or add a table with a column of image names.");
        }

        foreach (var (part, files) in limited)
        {
            using var writer = new ColumnWriter(context.Folder, part, 1, ColumnStorage.Int32);
            foreach (var file in files) writer.AppendFixed<int>([Array.BinarySearch(classes, Folder(file), StringComparer.Ordinal)]);
        }

        var label = new DatasetColumn { Name = "label", Type = ColumnType.Category, Storage = ColumnStorage.Int32, Classes = classes };
        return new ReadResult(parts, [column, label], [new("labels", "folders", 0.95)], []);
    }

    /// <summary>At most so many, spread over the files, so that a look at some rows sees all classes.</summary>
    private static IEnumerable<ImportFile> Limit(IEnumerable<ImportFile> files, int? most)
    {
        ImportFile[] all = [.. files];
        if (most is not { } count || all.Length <= count) return all;
        return Enumerable.Range(0, count).Select(i => all[(long)i * all.Length / count]);
    }

    private static ReadResult WithTable(ImportContext context, ImportFile[] images, ImportFile[] tables)
    {
        var table = new CsvReader().Read(context with { Files = tables });
        table = table with { Columns = [.. table.Columns.Select((column, i) => DraftCodes.Is(column)
            ? DraftCodes.ToText(context, table.Parts, i, column) : column)] };
        var names = new ImageNames(images);
        var (index, share) = names.FindColumn(context, table);
        if (index < 0)
        {
            throw Problems.At("missing_label", tables[0].Name, "No column of the table has the images' names.",
                expected: $"a column with names such as {images[0].Name}");
        }

        var rows = table.Parts.Select(part => (part.Name, names.Rows(context, part, index, table.Columns[index], tables))).ToList();
        var name = table.Columns.Any(column => column.Name == "image") ? "picture" : "image";
        var (column, _) = ImageColumn.Write(context, rows, table.Columns.Count, name);
        return table with { Columns = [.. table.Columns, column],
            Detected = [.. table.Detected, new("labels", $"column {table.Columns[index].Name} of {tables[0].Name}", share)] };
    }

    /// <summary>The folder an image lies in directly, unless that is only a part's.</summary>
    private static string Folder(ImportFile file)
    {
        var folders = file.Name.Split('/')[..^1];
        return folders.Length == 0 || PartGuess.FromName(folders[^1]) is not null && folders.Length == 1 ? "" : folders[^1];
    }
}
