using System.Text;
using TrainingService.Contracts.Datasets;
using TrainingService.Datasets.Formats.Tables;

namespace TrainingService.Datasets.Formats.Csv;

/// <summary>Tells whether a table's first row holds names.</summary>
internal static class HeaderDetector
{
    private static readonly string[] Words =
        ["text", "name", "word", "id", "date", "time", "source", "input", "output", "sentence", "title", "question", "answer", "review", "message",
            "file", "filename", "image", "path", "value"];

    /// <returns>Whether it does and how sure that is.</returns>
    public static (bool HasHeader, double Confidence) Detect(CsvSample sample, byte mark, ImportOptions options)
    {
        if (options.Header is { } said) return (said, 1);
        if (sample.Rows.Count == 0) return (false, 0);
        var first = sample.Rows[0];
        if (first.Any(cell => NumberParser.TryParse(cell, mark, out _) || TimeParser.TryParse(cell, TimeParser.Iso, out _))) return (false, 0.9);
        if (first.Skip(1).Any(cell => cell.Length == 0)) return (false, 0.6);
        if (first.Select(Encoding.UTF8.GetString).Distinct(StringComparer.Ordinal).Count() < first.Length
            && sample.Rows.Count > 1) return Repeats(sample);
        if (sample.Rows.Count == 1) return (true, 0.5);
        var plain = new ImportOptions();
        for (var column = 0; column < sample.Width; column++)
        {
            var guess = CellGuess.Guess("", sample.Column(column, 1), plain, mark);
            if (guess.Kind == CellKind.Text || guess.Confidence == 0) continue;
            return (true, 0.99); // Names above numbers.
        }

        if (first.Any(cell => IsWord(Encoding.UTF8.GetString(cell)))) return (true, 0.9);
        var recurs = Enumerable.Range(0, sample.Width)
            .Any(column => sample.Column(column, 1).Any(cell => cell.AsSpan().SequenceEqual(first[column])));
        var short64 = Array.TrueForAll(first, cell => cell.Length <= 64);
        return recurs || !short64 ? (false, 0.7) : (true, 0.55);
    }

    /// <summary>A name that is there twice is still one when the cells below are numbers: then reading says so.</summary>
    private static (bool HasHeader, double Confidence) Repeats(CsvSample sample)
    {
        var plain = new ImportOptions();
        var numbers = Enumerable.Range(0, sample.Width)
            .Any(column => CellGuess.Guess("", sample.Column(column, 1), plain, (byte)'.') is { Kind: not CellKind.Text, Confidence: > 0 });
        return (numbers, 0.8);
    }

    private static bool IsWord(string cell)
    {
        var plain = cell.Trim().ToLowerInvariant();
        return TargetNames.Score(plain) > 0 || plain.Split('_', ' ', '-').Any(word => Words.Contains(word));
    }
}
