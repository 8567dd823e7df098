namespace TrainingService.Datasets.Formats.Csv;

/// <summary>The cells of an indexed block.</summary>
internal sealed class CsvCells
{
    private byte[] scratch = new byte[256];

    /// <summary>Where the cells are.</summary>
    public CellIndex Index { get; } = new();

    /// <summary>How they are written.</summary>
    public CsvDialect Dialect { get; private set; }

    /// <summary>Indexes a block.</summary>
    public void Build(ReadOnlySpan<byte> block, CsvDialect dialect)
    {
        Dialect = dialect;
        Index.Build(block, dialect);
    }

    /// <summary>A cell as it is written, without the line's end.</summary>
    public ReadOnlySpan<byte> Raw(ReadOnlySpan<byte> block, int cell)
    {
        var start = cell == 0 ? 0 : Index.End(cell - 1) + 1;
        var end = Index.End(cell);
        var isFirst = cell == 0 || Index.IsRowEnd(cell - 1);
        if (isFirst)
        {
            // Blank lines before the row.
            while (start < end && block[start] is (byte)'\n' or (byte)'\r') start++;
        }

        if (end > start && block[end - 1] == (byte)'\r' && Index.IsRowEnd(cell)) end--;
        return block[start..end];
    }

    /// <summary>
    /// A cell's text: what its quotes enclose, with doubled quotes made single, or what is written. Valid until the next call. False when a quote
    /// stands where none may be.
    /// </summary>
    public bool TryText(ReadOnlySpan<byte> block, int cell, out ReadOnlySpan<byte> text)
    {
        text = Raw(block, cell);
        return !Index.HasQuotes || TryUnquote(text, out text);
    }

    private bool TryUnquote(ReadOnlySpan<byte> raw, out ReadOnlySpan<byte> text)
    {
        text = raw;
        var quote = Dialect.Quote!.Value;
        if (raw.IndexOf(quote) < 0) return true;
        var trimmed = raw.Trim((byte)' ');
        if (trimmed.Length < 2 || trimmed[0] != quote || trimmed[^1] != quote) return false;
        text = trimmed[1..^1];
        if (text.IndexOf(quote) < 0) return true;
        return TryMakeSingle(text, quote, out text);
    }

    private bool TryMakeSingle(ReadOnlySpan<byte> inner, byte quote, out ReadOnlySpan<byte> text)
    {
        if (scratch.Length < inner.Length) scratch = new byte[inner.Length * 2];
        var length = 0;
        for (var i = 0; i < inner.Length; i++)
        {
            if (inner[i] == quote && (++i == inner.Length || inner[i] != quote))
            {
                text = inner;
                return false;
            }

            scratch[length++] = inner[i];
        }

        text = scratch.AsSpan(0, length);
        return true;
    }
}
