using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using TrainingService.Contracts.Datasets;
using TrainingService.Datasets.Columns;
using TrainingService.Datasets.Importing;

namespace TrainingService.Datasets.Formats.Csv;

/// <summary>Tables as text.</summary>
internal sealed class CsvReader : IFormatReader
{
    public DatasetFormat Format => DatasetFormat.Csv;

    public ReadResult Read(ImportContext context)
    {
        string[]? header = null;
        var isNumber = new List<bool>();
        foreach (var file in context.Files)
        {
            foreach (var (_, cells) in Rows(file, context, ref header))
            {
                while (isNumber.Count < header!.Length) isNumber.Add(true);
                for (var i = 0; i < cells.Length; i++) isNumber[i] &= cells[i].Length == 0 || TryParse(cells[i], out _);
            }
        }

        DatasetColumn[] columns = [.. header!.Select((name, i) => new DatasetColumn
        {
            Name = name,
            Type = isNumber[i] ? ColumnType.Number : ColumnType.Text,
            Storage = isNumber[i] ? ColumnStorage.Float64 : ColumnStorage.Utf8,
        })];
        var parts = new List<DatasetPart>();
        foreach (var (part, files) in context.ByPart())
        {
            ColumnWriter[] writers = [.. columns.Select((column, i) => new ColumnWriter(context.Folder, part, i, column.Storage))];
            var rows = 0L;
            foreach (var (_, cells) in files.SelectMany(file => Rows(file, context, ref header)))
            {
                for (var i = 0; i < cells.Length; i++)
                {
                    if (isNumber[i]) writers[i].AppendFixed<double>([TryParse(cells[i], out var value) ? value : double.NaN]);
                    else if (cells[i].Length == 0) writers[i].AppendMissing();
                    else writers[i].Append(Encoding.UTF8.GetBytes(cells[i]));
                }

                rows++;
            }

            foreach (var writer in writers) writer.Dispose();
            parts.Add(new DatasetPart(part, rows));
        }

        return new ReadResult(parts, columns, [], []);
    }

    private static bool TryParse(string text, out double value) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);

    private static List<(long Row, string[] Cells)> Rows(ImportFile file, ImportContext context, ref string[]? header)
    {
        var delimiter = file.Name.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase) ? "\t" : ",";
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            IgnoreBlankLines = true, MaxFieldSize = context.Limits.CellBytes, Delimiter = delimiter, Mode = delimiter == "\t" ? CsvMode.NoEscape : CsvMode.RFC4180,
        };
        using var reader = new StreamReader(file.Path);
        using var parser = new CsvParser(reader, configuration);
        if (!parser.Read()) throw Problems.At("empty", file.Name, "The file is empty.");
        header ??= parser.Record!;
        if (!header.SequenceEqual(parser.Record!)) throw Problems.At("other_columns", file.Name, "The columns differ from those of the other files.", 1);
        var rows = new List<(long, string[])>();
        while (parser.Read())
        {
            var cells = parser.Record!;
            if (cells.Length != header.Length) throw Problems.At("ragged_row", file.Name, $"{cells.Length} cells.", parser.RawRow, expected: $"{header.Length} cells");
            rows.Add((parser.RawRow, cells));
        }

        return rows;
    }
}
