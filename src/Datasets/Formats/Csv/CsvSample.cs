using System.Text;
using TrainingService.Datasets.Importing;

namespace TrainingService.Datasets.Formats.Csv;

/// <summary>The first rows of a table, cell by cell.</summary>
/// <param name="Rows">The rows.</param>
internal sealed record CsvSample(IReadOnlyList<byte[][]> Rows)
{
    private const int MostRows = 2000;

    /// <summary>Cells of the first row.</summary>
    public int Width => Rows.Count > 0 ? Rows[0].Length : 0;

    /// <summary>Splits the beginning of a file. Rows after a broken quote are left out: reading names the place.</summary>
    public static CsvSample Read(ReadOnlySpan<byte> beginning, CsvDialect dialect)
    {
        var cells = new CsvCells();
        cells.Build(beginning, dialect);
        var rows = new List<byte[][]>();
        var row = new List<byte[]>();
        for (var cell = 0; cell < cells.Index.Count && rows.Count < MostRows; cell++)
        {
            row.Add(cells.TryText(beginning, cell, out var text) ? text.ToArray() : cells.Raw(beginning, cell).ToArray());
            if (!cells.Index.IsRowEnd(cell)) continue;
            rows.Add([.. row]);
            row.Clear();
        }

        return new CsvSample(rows);
    }

    /// <summary>The cells of one column, from the given row on; rows of another length are left out.</summary>
    public IReadOnlyList<byte[]> Column(int column, int firstRow) =>
        [.. Rows.Skip(firstRow).Where(row => row.Length == Width).Select(row => row[column])];

    /// <summary>The first row as names: trimmed, those that are empty replaced by column_1 and so on.</summary>
    /// <exception cref="DatasetProblemException">A name is there twice.</exception>
    public string[] Names(string file)
    {
        string[] names = [.. Rows[0].Select((cell, i) => Encoding.UTF8.GetString(cell).Trim() is { Length: > 0 } name ? name : Unnamed(i))];
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < names.Length; i++)
        {
            if (seen.TryAdd(names[i], i)) continue;
            throw Problems.At("duplicate_column", file,
                $"The column name {Problems.Quote(names[i])} is there twice, as column {seen[names[i]] + 1} and {i + 1}.", 1, names[i],
                "each name once", "Rename one of them, or set the option header to false if the first row holds no names.");
        }

        return names;
    }

    /// <summary>The name of a column that has none.</summary>
    public static string Unnamed(int column) => $"column_{column + 1}";
}
