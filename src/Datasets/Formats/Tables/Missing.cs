using System.Text;
using TrainingService.Contracts.Datasets;

namespace TrainingService.Datasets.Formats.Tables;

/// <summary>Which texts stand for a missing value in one column.</summary>
internal sealed class Missing
{
    private static readonly string[] ForNumbers =
        ["", "NA", "N/A", "n/a", "na", "#N/A", "#NA", "NaN", "nan", "-nan", "NULL", "null", "Null", "None", "none", "nil", "?", "-", "--", ".", "..",
            "#VALUE!", "#DIV/0!"];

    private static readonly string[] ForCategories = ["", "NA", "N/A", "n/a", "#N/A", "NaN", "nan", "NULL", "?"];

    private readonly byte[][] markers;

    private Missing(IReadOnlyList<string> markers) => this.markers = [.. markers.Select(Encoding.UTF8.GetBytes)];

    /// <summary>The markers of a column of numbers, booleans or times.</summary>
    public static Missing InNumbers(ImportOptions options, string column) => new(Given(options, column) ?? ForNumbers);

    /// <summary>The markers of a column of texts: the empty text, unless the options say otherwise.</summary>
    public static Missing InTexts(ImportOptions options, string column) => new(Given(options, column) ?? [""]);

    /// <summary>The markers of a column of categories.</summary>
    public static Missing InCategories(ImportOptions options, string column) => new(Given(options, column) ?? ForCategories);

    /// <summary>Whether a text stands for a missing value; blanks around it do not count.</summary>
    public bool Is(ReadOnlySpan<byte> text)
    {
        text = text.Trim((byte)' ');
        foreach (var marker in markers)
        {
            if (text.SequenceEqual(marker)) return true;
        }

        return false;
    }

    private static IReadOnlyList<string>? Given(ImportOptions options, string column)
    {
        var given = options.Columns?.GetValueOrDefault(column)?.MissingValues ?? options.MissingValues;
        return given is null ? null : [.. given.Append("").Distinct(StringComparer.Ordinal)];
    }
}
