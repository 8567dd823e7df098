namespace TrainingService.Datasets.Formats.Csv;

/// <summary>How a table is written.</summary>
/// <param name="Delimiter">Parts cells.</param>
/// <param name="Quote">Encloses cells that hold delimiters, quotes (doubled) or line ends; null when quotes mean nothing.</param>
/// <param name="Decimal">Parts whole from fraction.</param>
internal readonly record struct CsvDialect(byte Delimiter, byte? Quote, byte Decimal)
{
    /// <summary>Comma, double quote, point: RFC 4180.</summary>
    public static CsvDialect Standard { get; } = new((byte)',', (byte)'"', (byte)'.');
}
