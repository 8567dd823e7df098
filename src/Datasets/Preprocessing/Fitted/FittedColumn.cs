using System.Text.Json.Serialization;
using TrainingService.Contracts.Datasets;
using TrainingService.Datasets.Preprocessing.Rows;

namespace TrainingService.Datasets.Preprocessing.Fitted;

/// <summary>What one column of numbers or categories becomes.</summary>
public sealed record FittedColumn
{
    /// <summary>The column's name.</summary>
    public required string Name { get; init; }

    /// <summary>The column's type.</summary>
    public required ColumnType Type { get; init; }

    /// <summary>How a category becomes numbers; null when the column is one number already.</summary>
    public FittedEncoding? Encoding { get; init; }

    /// <summary>What is done to the one number, in order.</summary>
    public IReadOnlyList<FittedNumberStep> Steps { get; init; } = [];

    /// <summary>Whether a second number says that the first was missing.</summary>
    public bool Indicator { get; init; }

    /// <summary>Numbers the column becomes.</summary>
    [JsonIgnore]
    public int Width => (Encoding?.Width ?? 1) + (Indicator ? 1 : 0);

    /// <summary>Names of those numbers.</summary>
    public IEnumerable<string> Names() => (Encoding?.Names(Name) ?? [Name]).Concat(Indicator ? [$"{Name} missing"] : []);

    /// <summary>The number that would have been prepared to this one.</summary>
    public double Inverse(double y) => Steps.Reverse().Aggregate(y, (value, step) => step.Inverse(value));

    /// <summary>Prepares rows into a table.</summary>
    /// <param name="rows">Where they come from.</param>
    /// <param name="first">The first row.</param>
    /// <param name="count">How many.</param>
    /// <param name="table">Receives the numbers of row i from i · stride + place on.</param>
    /// <param name="stride">Numbers in a row of the table.</param>
    /// <param name="place">Where this column begins.</param>
    public void Encode(IRowSource rows, int first, int count, Span<float> table, int stride, int place)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (Encoding is { Width: var width } encoding && (width != 1 || encoding is not FittedOrdinal))
        {
            EncodeCategories(encoding, rows.ReadCategories(Name, first, count), table[place..], stride);
            return;
        }

        var values = new double[count];
        Numbers(rows, first, values);
        for (int i = 0, at = place + 1; Indicator && i < count; i++, at += stride) table[at] = double.IsNaN(values[i]) ? 1 : 0;
        foreach (var step in Steps) step.Forward(values);
        for (int i = 0, at = place; i < count; i++, at += stride) table[at] = (float)values[i];
    }

    /// <summary>The numbers before any step: as stored, or the ordinal of the category.</summary>
    internal void Numbers(IRowSource rows, int first, Span<double> values)
    {
        if (Encoding is null)
        {
            rows.ReadNumbers(Name, first, values);
            return;
        }

        var (codes, names) = rows.ReadCategories(Name, first, values.Length);
        var of = Encoding.Table();
        double[] byCode = [.. names.Select(name => of(name)[0].Value)];
        var missing = of(null)[0].Value;
        for (var i = 0; i < values.Length; i++) values[i] = codes[i] < 0 ? missing : byCode[codes[i]];
    }

    private static void EncodeCategories(FittedEncoding encoding, CategoryChunk chunk, Span<float> table, int stride)
    {
        var of = encoding.Table();
        var byCode = new IReadOnlyList<(int Place, double Value)>?[chunk.Names.Count];
        var missing = of(null);
        for (var i = 0; i < chunk.Codes.Length; i++)
        {
            var row = table.Slice(i * stride, encoding.Width);
            row.Clear();
            var code = chunk.Codes[i];
            foreach (var (place, value) in code < 0 ? missing : byCode[code] ??= of(chunk.Names[code])) row[place] = (float)value;
        }
    }
}
