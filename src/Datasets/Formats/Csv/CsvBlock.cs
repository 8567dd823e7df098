using System.Text;
using System.Text.Unicode;
using TrainingService.Datasets.Formats.Tables;
using TrainingService.Datasets.Formats.Text;
using TrainingService.Datasets.Importing;

namespace TrainingService.Datasets.Formats.Csv;

/// <summary>A block of rows on its way from the file to the columns. Parsed by one thread; used again for a later block.</summary>
internal sealed class CsvBlock(IReadOnlyList<TableColumn> columns, ImportLimits limits, int bufferBytes)
{
    private readonly CsvCells cells = new();

    /// <summary>The text.</summary>
    public byte[] Bytes = new byte[bufferBytes];

    /// <summary>Bytes of the text.</summary>
    public int Length;

    /// <summary>Line in the file on which it begins.</summary>
    public long FirstLine;

    /// <summary>Which column of the file each column is.</summary>
    public int[] Places = [];

    /// <summary>Whether the block's first row holds names.</summary>
    public bool SkipFirstRow;

    /// <summary>The parsed columns.</summary>
    public ColumnBuffer[] Columns { get; } = [.. columns.Select(column => new ColumnBuffer(column))];

    /// <summary>Rows that were read.</summary>
    public int Rows { get; private set; }

    /// <summary>Reads all cells.</summary>
    /// <param name="file">The file's name, for messages.</param>
    /// <param name="dialect">How it is written.</param>
    /// <param name="width">Cells in a row of the file.</param>
    /// <exception cref="DatasetProblemException">A row is ragged, a quote is broken, or the text is not UTF-8.</exception>
    public void Parse(string file, CsvDialect dialect, int width)
    {
        var block = Bytes.AsSpan(0, Length);
        if (!Utf8.IsValid(block)) throw BadEncoding(file, block);
        cells.Build(block, dialect);
        CheckRows(file, block, width);
        var skipped = SkipFirstRow ? 1 : 0;
        Rows = cells.Index.Count / width - skipped;
        for (var i = 0; i < Columns.Length; i++) ParseColumn(file, block, Columns[i], Places[i] + skipped * width, width);
    }

    /// <summary>Line in the file on which a row of the block begins.</summary>
    public long LineOf(int row, int width)
    {
        var block = Bytes.AsSpan(0, Length);
        var first = (row + (SkipFirstRow ? 1 : 0)) * width;
        var start = first == 0 ? 0 : cells.Index.End(first - 1) + 1;
        while (start < block.Length && block[start] is (byte)'\n' or (byte)'\r') start++;
        return FirstLine + block[..start].Count((byte)'\n');
    }

    private void ParseColumn(string file, ReadOnlySpan<byte> block, ColumnBuffer column, int firstCell, int width)
    {
        column.Begin(Rows);
        var mark = cells.Dialect.Decimal;
        if (column.Column.Kind == CellKind.Number)
        {
            ParseNumbers(file, block, column, firstCell, width, mark);
            return;
        }

        for (int row = 0, cell = firstCell; row < Rows; row++, cell += width) column.Add(Text(file, block, cell, row, width, column), mark);
    }

    private void ParseNumbers(string file, ReadOnlySpan<byte> block, ColumnBuffer column, int firstCell, int width, byte mark)
    {
        var ends = cells.Index.Ends;
        var numbers = column.Numbers(Rows);

        // Only before a row's first cell may there be blank lines, only behind its last a carriage return.
        var isInner = firstCell % width != 0 && (firstCell + 1) % width != 0;
        for (var row = 0; row < numbers.Length; row++)
        {
            if (isInner && (row = NumberCells.Read(Bytes, ends, firstCell, width, mark, row, numbers)) == numbers.Length) return;
            var cell = firstCell + row * width;
            if (!isInner && NumberParser.TryParse(cells.Raw(block, cell), mark, out numbers[row])) continue;
            column.AddMisfit(row, Text(file, block, cell, row, width, column), mark);
        }
    }

    private ReadOnlySpan<byte> Text(string file, ReadOnlySpan<byte> block, int cell, int row, int width, ColumnBuffer column)
    {
        if (!cells.TryText(block, cell, out var text)) throw BrokenQuote(file, LineOf(row, width), column.Column.Name, text);
        if (text.Length > limits.CellBytes) throw Problems.TooLarge(file, $"{text.Length:n0} bytes in a cell", $"at most {limits.CellBytes:n0}",
            LineOf(row, width), column.Column.Name);
        return text;
    }

    /// <summary>Every row must have the same number of cells.</summary>
    private void CheckRows(string file, ReadOnlySpan<byte> block, int width)
    {
        var ends = cells.Index.Ends;
        if (IsRegular(ends, width)) return;
        var inRow = 0;
        for (var cell = 0; cell < ends.Length; cell++)
        {
            inRow++;
            if ((ends[cell] & 1) == 0) continue;
            if (inRow != width) throw Ragged(file, block, cell - inRow + 1, inRow, width);
            inRow = 0;
        }

        if (inRow == 0 && !cells.Index.IsOpen) return;
        var start = ends.Length == inRow ? 0 : ends[^(inRow + 1)] >> 1;
        throw Unclosed(file, FirstLine + block[..(start + 1)].Count((byte)'\n'));
    }

    /// <summary>Whether every row has so many cells: there are as many row ends as there should be, and each is where it should be.</summary>
    private bool IsRegular(ReadOnlySpan<int> ends, int width)
    {
        if (cells.Index.IsOpen || (long)cells.Index.RowCount * width != ends.Length) return false;
        for (var last = width - 1; last < ends.Length; last += width)
        {
            if ((ends[last] & 1) == 0) return false;
        }

        return true;
    }

    private DatasetProblemException Ragged(string file, ReadOnlySpan<byte> block, int firstCell, int found, int width)
    {
        var start = firstCell == 0 ? 0 : cells.Index.End(firstCell - 1) + 1;
        while (start < block.Length && block[start] is (byte)'\n' or (byte)'\r') start++;
        var line = FirstLine + block[..start].Count((byte)'\n');
        for (var cell = firstCell; cell < firstCell + found; cell++)
        {
            if (!cells.TryText(block, cell, out var text)) return BrokenQuote(file, line, $"{cell - firstCell + 1}", text);
        }

        return Problems.At("ragged_row", file, $"The row has {found} {(found == 1 ? "cell" : "cells")}.", line,
            expected: $"{width} cells as in the first row",
            remedy: "Enclose cells that hold the delimiter in quotes, or set the option delimiter.");
    }

    private static DatasetProblemException BrokenQuote(string file, long line, string column, ReadOnlySpan<byte> cell) => Problems.At(
        "broken_quote", file, $"A quote stands within the cell {Problems.Quote(Encoding.UTF8.GetString(cell[..Math.Min(cell.Length, 200)]))}.", line, column,
        "cells without quotes, or wholly enclosed in them with inner quotes doubled",
            "If quotes mean nothing in this file, set the option quote to \"\".");

    private static DatasetProblemException Unclosed(string file, long line) => Problems.At(
        "broken_quote", file, "A quote that opens in this row is never closed.", line, expected: "a closing quote",
        remedy: "If quotes mean nothing in this file, set the option quote to \"\".");

    private DatasetProblemException BadEncoding(string file, ReadOnlySpan<byte> block)
    {
        var at = Utf8Check.FirstInvalid(block);
        return Problems.At("bad_encoding", file, $"The byte 0x{block[at]:x2} is no UTF-8.", FirstLine + block[..at].Count((byte)'\n'),
            expected: "UTF-8",
            remedy: "Set the option encoding (windows-1252 for files from older Western programs), or save the file as UTF-8.");
    }
}
