using System.Globalization;
using TrainingService.Contracts.Datasets;
using TrainingService.Datasets.Columns;
using TrainingService.Datasets.Formats.Tables;
using TrainingService.Datasets.Importing;

namespace TrainingService.Datasets.Formats.Csv;

/// <summary>
/// Tables as text. Types are guessed from each file's first rows; one pass then writes the columns. When cells further down do not fit, their
/// columns are text and the pass is made again.
/// </summary>
internal sealed class CsvReader : IFormatReader
{
    private const int RepeatsOfCodes = 10;

    public DatasetFormat Format => DatasetFormat.Csv;

    public ReadResult Read(ImportContext context)
    {
        CsvFile[] files = [.. context.Files.Where(file => !ClassNames.IsList(file)).Select(file => CsvFile.Look(file, context))];
        if (files.Length == 0) throw Problems.At("empty", null, "There is no table among the files.");
        var all = files[0].Names;
        ClassNames.CheckOptions(context.Options, all, files[0].File.Name);
        string[] names = [.. all.Where(name => context.Options.Columns?.GetValueOrDefault(name)?.Exclude != true)];
        if (names.Length == 0) throw Problems.At("empty", files[0].File.Name, "All columns are excluded.");
        foreach (var file in files.Skip(1)) CheckNames(file, files[0], names);
        TableColumn[] columns = [.. names.Select(name => Guess(context, files, name))];
        var warnings = new List<DatasetWarning>();
        while (true)
        {
            var pass = new CsvPass(context, columns);
            var parts = context.ByPart().Select(part => pass.ReadPart(part.Part, [.. files.Where(file => file.File.Part == part.Part)]))
                .Where(part => part.Rows > 0).ToList();
            if (parts.Count == 0) throw Problems.At("empty", files[0].File.Name, "There are no rows below the header.", expected: "at least one row");
            if (!pass.Misfits.Any(misfit => misfit.Count > 0)) return new ReadResult(parts, pass.ToStored(), Detections(files), warnings);
            var rows = parts.Sum(part => part.Rows);
            for (var i = 0; i < columns.Length; i++)
            {
                if (pass.Misfits[i].Count == 0) continue;
                if (columns[i].Kind != CellKind.Code) warnings.Add(Mixed(columns[i], pass.Misfits[i], rows));
                columns[i] = columns[i].AsText(context.Options);
            }

            foreach (var path in Directory.EnumerateFiles(context.Folder)) File.Delete(path);
        }
    }

    /// <summary>Texts that repeat among the first rows are kept as codes at once, unless the options say that they are text.</summary>
    private static TableColumn Guess(ImportContext context, CsvFile[] files, string name)
    {
        var cells = SampleOf(files, name);
        var guess = CellGuess.Guess(name, cells, context.Options, files[0].Dialect.Decimal);
        if (guess.Kind != CellKind.Text || context.Options.Columns?.GetValueOrDefault(name)?.Type == ColumnType.Text) return guess;
        var different = new Utf8Dictionary(cells.Count / RepeatsOfCodes);
        return cells.TrueForAll(cell => different.Add(cell) >= 0) ? guess with { Kind = CellKind.Code } : guess;
    }

    private static List<byte[]> SampleOf(CsvFile[] files, string name)
    {
        var cells = new List<byte[]>();
        foreach (var file in files) cells.AddRange(file.Sample.Column(Array.IndexOf(file.Names, name), file.HasHeader ? 1 : 0));
        return cells;
    }

    private static List<DatasetDetection> Detections(CsvFile[] files)
    {
        var first = files[0].Detections();
        var others = files.Skip(1).SelectMany(file => file.Detections().Where((detection, i) => detection.Value != first[i].Value));
        return [.. first, .. others];
    }

    private static void CheckNames(CsvFile file, CsvFile first, string[] names)
    {
        if (!file.HasHeader && file.Sample.Width != first.Sample.Width)
        {
            throw Problems.At("other_columns", file.File.Name, $"The first row has {file.Sample.Width} cells.", 1,
                expected: $"{first.Sample.Width} as in {first.File.Name}");
        }

        var missing = Array.Find(names, name => !file.Names.Contains(name));
        if (missing is null) return;
        throw Problems.At("other_columns", file.File.Name, $"There is no column {Problems.Quote(missing)}.", 1, missing,
            $"the columns of {first.File.Name}: {string.Join(", ", names.Take(50))}",
                "Files of one dataset must have the same columns; leave a column out with columns.NAME.exclude.");
    }

    private static DatasetWarning Mixed(TableColumn column, CsvMisfits misfits, long rows)
    {
        var kind = column.Kind switch { CellKind.Number => "numbers", CellKind.Time => "times", _ => "truths" };
        var cell = Problems.Quote(misfits.Cell);
        return new DatasetWarning(
            "mixed_types",
            string.Create(CultureInfo.InvariantCulture,
                $"{rows - misfits.Count:n0} of {rows:n0} cells are {kind} or missing, others are not, as {cell} in {misfits.File}: it is read as text."),
            column.Name, misfits.Part, misfits.Line,
            $"If {cell} stands for a missing value, add it to columns.{column.Name}.missing_values; otherwise mend the cells.");
    }
}
