using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace TrainingService.Datasets.Readers;

/// <summary>A table of numbers with one target column, as read from a CSV file. Rows are counted as a spreadsheet does: the header is row 1.</summary>
/// <param name="File">The file's name, for messages.</param>
/// <param name="Columns">Names of the input columns.</param>
/// <param name="TargetColumn">Name of the target column.</param>
/// <param name="Features">Numbers, [rows · columns].</param>
/// <param name="Targets">The target column's text, row by row.</param>
internal sealed record CsvTable(string File, IReadOnlyList<string> Columns, string TargetColumn, float[] Features, IReadOnlyList<string> Targets)
{
    /// <summary>Longest text of one row that is believed; a lost quote can otherwise swallow the file.</summary>
    private const int MaxFieldSize = 1 << 20;

    /// <param name="path">Where the file is.</param>
    /// <param name="targetColumn">The column to predict; null for the last.</param>
    /// <exception cref="InvalidDataException">The table is ragged, or a cell is no number; the message names file, row and column.</exception>
    public static CsvTable Read(string path, string? targetColumn)
    {
        var file = Path.GetFileName(path);
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture) { IgnoreBlankLines = true, MaxFieldSize = MaxFieldSize, DetectColumnCountChanges = false };
        using var reader = new StreamReader(path);
        using var parser = new CsvParser(reader, configuration);
        var read = 0;
        try
        {
            if (!parser.Read() || parser.Record is not { Length: > 1 } header) throw new InvalidDataException($"{file}: a header with at least two columns is missing.");
            var target = Target(file, header, targetColumn);
            var features = new List<float>();
            var targets = new List<string>();
            for (read = parser.RawRow; parser.Read(); read = parser.RawRow) ReadRow(file, header, target, parser, features, targets);
            if (targets.Count == 0) throw new InvalidDataException($"{file}: there are no rows.");
            return new CsvTable(file, [.. header.Where((_, column) => column != target)], header[target], [.. features], targets);
        }
        catch (CsvHelperException exception)
        {
            throw new InvalidDataException($"{file}, row {read + 1}: the row can't be read ({exception.Message.Split('\n')[0].Trim()})", exception);
        }
    }

    /// <summary>The place of a row's cell, as messages name it.</summary>
    public string Place(int row, string column) => Place(File, row + 2, column);

    /// <summary>A finite number in the invariant culture.</summary>
    public static bool TryParse(string text, out float value) => float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && float.IsFinite(value);

    private static string Place(string file, long row, string column) => $"{file}, row {row}, column {column}";

    private static int Target(string file, string[] header, string? name)
    {
        if (header.Distinct(StringComparer.Ordinal).Count() < header.Length) throw new InvalidDataException($"{file}, row 1: a column name is there twice.");
        if (name is null) return header.Length - 1;
        var column = Array.IndexOf(header, name);
        return column >= 0 ? column : throw new InvalidDataException($"{file}, row 1: there is no column {name}.");
    }

    private static void ReadRow(string file, string[] header, int target, CsvParser parser, List<float> features, List<string> targets)
    {
        var cells = parser.Record!;
        if (cells.Length != header.Length) throw new InvalidDataException($"{file}, row {parser.RawRow}: {cells.Length} cells, expected {header.Length}.");
        for (var column = 0; column < cells.Length; column++)
        {
            if (column == target) targets.Add(cells[column]);
            else if (TryParse(cells[column], out var value)) features.Add(value);
            else throw new InvalidDataException($"{Place(file, parser.RawRow, header[column])}: \"{Cut(cells[column])}\" is not a finite number.");
        }
    }

    private static string Cut(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
