using TrainingService.Datasets.Columns;

namespace TrainingService.Datasets.Formats.Tables;

/// <summary>The values of one column in one block of rows, and which cells did not fit.</summary>
internal sealed class ColumnBuffer(TableColumn column)
{
    private readonly Utf8Dictionary? texts = column.Kind == CellKind.Code ? new Utf8Dictionary(MostTexts) : null;
    private int[] codes = [];
    private double[] numbers = [];
    private long[] times = [];
    private byte[] truths = [];
    private int[] lengths = [];
    private byte[] text = [];
    private int textLength;

    /// <summary>Different texts of a column that is kept as codes; with more it is kept as text.</summary>
    public const int MostTexts = 10_000;

    /// <summary>How the column is read.</summary>
    public TableColumn Column { get; } = column;

    /// <summary>Rows in the block.</summary>
    public int Rows { get; private set; }

    /// <summary>Cells that did not fit.</summary>
    public int Misfits { get; private set; }

    /// <summary>The first row of the block whose cell did not fit, and the cell.</summary>
    public (int Row, string Cell) FirstMisfit { get; private set; }

    /// <summary>Begins a block of at most so many rows.</summary>
    public void Begin(int mostRows)
    {
        (Rows, Misfits, textLength) = (0, 0, 0);
        switch (Column.Kind)
        {
            case CellKind.Number when numbers.Length < mostRows: numbers = new double[mostRows]; break;
            case CellKind.Time when times.Length < mostRows: times = new long[mostRows]; break;
            case CellKind.Boolean when truths.Length < mostRows: truths = new byte[mostRows]; break;
            case CellKind.Code when codes.Length < mostRows: codes = new int[mostRows]; break;
            case CellKind.Text when lengths.Length < mostRows: lengths = new int[mostRows]; break;
        }
    }

    /// <summary>The whole block's numbers, to be read into; those that are none go to <see cref="AddMisfit"/>.</summary>
    public Span<double> Numbers(int rows)
    {
        Rows = rows;
        return numbers.AsSpan(0, rows);
    }

    /// <summary>A cell that is no number as it stands: perhaps within quotes, or missing.</summary>
    public void AddMisfit(int row, ReadOnlySpan<byte> cell, byte mark)
    {
        if (!NumberParser.TryParse(cell, mark, out numbers[row])) CheckMissing(cell, row);
    }

    /// <summary>Reads a cell and adds it. One that does not fit is counted and added as missing.</summary>
    public void Add(ReadOnlySpan<byte> cell, byte mark)
    {
        switch (Column.Kind)
        {
            case CellKind.Number:
                if (!NumberParser.TryParse(cell, mark, out var number)) CheckMissing(cell, Rows);
                numbers[Rows++] = number;
                break;
            case CellKind.Time:
                if (!TimeParser.TryParse(cell, Column.TimeForm!, out var time)) CheckMissing(cell, Rows);
                times[Rows++] = time;
                break;
            case CellKind.Boolean:
                var isTruth = BooleanParser.TryParse(cell, out var truth);
                if (!isTruth) CheckMissing(cell, Rows);
                truths[Rows++] = isTruth ? truth ? (byte)1 : (byte)0 : StoredColumn.MissingUint8;
                break;
            case CellKind.Code:
                var code = Column.Missing.Is(cell) ? -1 : texts!.Add(cell);
                if (code < 0) CheckMissing(cell, Rows);
                codes[Rows++] = code;
                break;
            default:
                AddText(cell);
                break;
        }
    }

    /// <summary>Adds a missing value.</summary>
    public void AddMissing()
    {
        switch (Column.Kind)
        {
            case CellKind.Number: numbers[Rows++] = double.NaN; break;
            case CellKind.Time: times[Rows++] = StoredColumn.MissingInt64; break;
            case CellKind.Boolean: truths[Rows++] = StoredColumn.MissingUint8; break;
            case CellKind.Code: codes[Rows++] = -1; break;
            default: lengths[Rows++] = -1; break;
        }
    }

    /// <summary>Appends the block to the column's file.</summary>
    /// <param name="writer">The file.</param>
    /// <param name="all">The different texts of all blocks, for columns that are kept as codes.</param>
    public void Write(ColumnWriter writer, Utf8Dictionary? all = null)
    {
        switch (Column.Kind)
        {
            case CellKind.Code: WriteCodes(writer, all!); break;
            case CellKind.Number: writer.AppendFixed<double>(numbers.AsSpan(0, Rows)); break;
            case CellKind.Time: writer.AppendFixed<long>(times.AsSpan(0, Rows)); break;
            case CellKind.Boolean: writer.AppendFixed<byte>(truths.AsSpan(0, Rows)); break;
            default: writer.AppendRows(text.AsSpan(0, textLength), lengths.AsSpan(0, Rows)); break;
        }
    }

    private void WriteCodes(ColumnWriter writer, Utf8Dictionary all)
    {
        Span<int> places = texts!.Count <= 256 ? stackalloc int[texts.Count] : new int[texts.Count];
        for (var code = 0; code < places.Length; code++)
        {
            places[code] = all.Add(texts[code]);
            if (places[code] < 0) Misfits++;
        }

        var rows = codes.AsSpan(0, Rows);
        for (var row = 0; row < rows.Length; row++) rows[row] = rows[row] < 0 ? -1 : places[rows[row]];
        writer.AppendFixed<int>(rows);
    }

    private void AddText(ReadOnlySpan<byte> cell)
    {
        if (Column.Missing.Is(cell))
        {
            lengths[Rows++] = -1;
            return;
        }

        if (textLength + cell.Length > text.Length) Array.Resize(ref text, Math.Max(text.Length * 2, textLength + cell.Length + 4096));
        cell.CopyTo(text.AsSpan(textLength));
        textLength += cell.Length;
        lengths[Rows++] = cell.Length;
    }

    private void CheckMissing(ReadOnlySpan<byte> cell, int row)
    {
        if (Column.Missing.Is(cell)) return;
        if (Misfits++ == 0) FirstMisfit = (row, System.Text.Encoding.UTF8.GetString(cell));
    }
}
