using TrainingService.Contracts.Datasets;
using TrainingService.Datasets.Formats.Tables;
using TrainingService.Datasets.Importing;

namespace TrainingService.Datasets.Formats.Csv;

/// <summary>
/// Tells delimiter, quote and decimal mark: of all candidates the one under which most rows have one length and most cells look like a type
/// (after van den Burg, Nazábal, Sutton, "Wrangling messy CSV files by detecting row and type patterns", 2019).
/// </summary>
internal static class DialectDetector
{
    private const int MostRows = 1000;

    private static readonly byte[] Delimiters = [(byte)',', (byte)'\t', (byte)';', (byte)'|', (byte)' '];

    /// <param name="beginning">The file's beginning in UTF-8, cut after a line end.</param>
    /// <param name="options">What is said already.</param>
    /// <returns>The dialect and how sure it is; rows of one cell when no delimiter is there.</returns>
    public static (CsvDialect Dialect, double Confidence) Detect(ReadOnlySpan<byte> beginning, ImportOptions options)
    {
        var best = (Dialect: CsvDialect.Standard, Score: -1.0, Second: 0.0);
        foreach (var delimiter in options.Delimiter is { } said ? [Byte(said, "delimiter")!.Value] : Delimiters)
        {
            foreach (var quote in options.Quote is { } mark ? [Byte(mark, "quote")] : new byte?[] { (byte)'"', null })
            {
                foreach (var point in Decimals(options, delimiter))
                {
                    var dialect = new CsvDialect(delimiter, quote, point);
                    var score = Score(beginning, dialect);
                    if (score > best.Score) best = (dialect, score, Math.Max(best.Score, 0));
                    else if (delimiter != best.Dialect.Delimiter) best.Second = Math.Max(best.Second, score);
                }
            }
        }

        if (options.Quote is null) best.Dialect = best.Dialect with { Quote = QuoteOf(beginning, best.Dialect with { Quote = (byte)'"' }) };
        var lead = best.Score <= 0 ? 0 : Math.Clamp(0.5 + (best.Score - best.Second), 0, 1);
        return (best.Dialect, options.Delimiter is null ? lead : 1);
    }

    /// <summary>
    /// Quotes count when cells are wholly enclosed in them and none stands elsewhere. Without any, they count in all tables but those parted by
    /// tabs, which by custom have none.
    /// </summary>
    private static byte? QuoteOf(ReadOnlySpan<byte> beginning, CsvDialect quoted)
    {
        var cells = new CsvCells();
        cells.Build(beginning, quoted);
        var (whole, broken) = (0, 0);
        for (var cell = 0; cell < cells.Index.Count && cells.Index.HasQuotes; cell++)
        {
            if (!cells.TryText(beginning, cell, out _)) broken++;
            else if (cells.Raw(beginning, cell).Trim((byte)' ') is [(byte)'"', ..]) whole++;
        }

        if (cells.Index.IsOpen && beginning.Length < CsvFile.SampleBytes) broken++;
        if (broken > 0) return whole > 20 * broken ? quoted.Quote : null;
        return whole == 0 && quoted.Delimiter == (byte)'\t' ? null : quoted.Quote;
    }

    private static byte[] Decimals(ImportOptions options, byte delimiter)
    {
        if (options.Decimal is { } said) return [Byte(said, "decimal")!.Value];
        return delimiter == (byte)',' ? [(byte)'.'] : [(byte)'.', (byte)','];
    }

    /// <summary>0 for what can't be; up to 1 for rows of one length whose cells all have a type. Later candidates win only when they are
    /// better.</summary>
    private static double Score(ReadOnlySpan<byte> beginning, CsvDialect dialect)
    {
        var cells = new CsvCells();
        cells.Build(beginning, dialect);
        var lengths = new Dictionary<int, int>();
        var (rows, length, typed, broken, seen) = (0, 0, 0.0, 0, 0);
        for (var cell = 0; cell < cells.Index.Count && rows < MostRows; cell++)
        {
            length++;
            seen++;
            if (!cells.TryText(beginning, cell, out var text)) broken++;
            else typed += Typed(text, dialect.Decimal);
            if (!cells.Index.IsRowEnd(cell)) continue;
            lengths[length] = lengths.GetValueOrDefault(length) + 1;
            (rows, length) = (rows + 1, 0);
        }

        if (rows == 0) return 0;
        var (columns, most) = lengths.MaxBy(pair => pair.Value);
        var even = (double)most / rows;
        var score = even * even * (0.5 + 0.5 * typed / seen);
        if (columns == 1) score *= 0.3; // A delimiter that never parts anything.
        if (dialect.Delimiter == (byte)' ') score *= 0.5; // Words of a text are parted by blanks too.
        return score * Math.Max(0, 1 - 20.0 * broken / seen);
    }

    private static double Typed(ReadOnlySpan<byte> cell, byte mark)
    {
        if (cell.IsEmpty || NumberParser.TryParse(cell, mark, out _) || BooleanParser.TryParse(cell, out _)
            || TimeParser.TryParse(cell, TimeParser.Iso, out _)) return 1;
        return cell.IndexOfAny(",;\t|"u8) < 0 ? 0.7 : 0.1;
    }

    private static byte? Byte(string text, string option)
    {
        if (text.Length == 0 && option == "quote") return null;
        if (text.Length == 1 && text[0] is > (char)0 and < (char)128 and not ('\r' or '\n')) return (byte)text[0];
        throw Problems.At("bad_option", null, $"The option {option} is {Problems.Quote(text)}.",
            expected: "one ASCII character other than a line end");
    }
}
