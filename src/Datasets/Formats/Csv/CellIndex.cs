using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace TrainingService.Datasets.Formats.Csv;

/// <summary>
/// The ends of all cells of a block of rows: the positions of delimiters and line ends outside quotes, found 64 bytes at a time by comparing and,
/// for quotes, by a running exclusive-or over the mask of quotes (Langdale and Lemire, "Parsing gigabytes of JSON per second", 2019). Blank lines
/// are left out.
/// </summary>
internal sealed class CellIndex
{
    private const int Step = 64;
    private const byte LineEnd = (byte)'\n';

    private readonly byte[] last = new byte[Step];
    private int[] ends = new int[1 << 12];

    /// <summary>Number of cells.</summary>
    public int Count { get; private set; }

    /// <summary>Whether the block has quotes at all.</summary>
    public bool HasQuotes { get; private set; }

    /// <summary>Whether the last quote is never closed.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Position of a cell's end: its delimiter or line end.</summary>
    public int End(int cell) => ends[cell] >> 1;

    /// <summary>Whether a cell is the last of its row.</summary>
    public bool IsRowEnd(int cell) => (ends[cell] & 1) != 0;

    /// <summary>Number of rows.</summary>
    public int RowCount { get; private set; }

    /// <summary>The raw ends: position times two, plus one for the last cell of a row.</summary>
    public ReadOnlySpan<int> Ends => ends.AsSpan(0, Count);

    /// <summary>Indexes a block, which ends with a line end.</summary>
    public void Build(ReadOnlySpan<byte> block, CsvDialect dialect)
    {
        (Count, RowCount, HasQuotes) = (0, 0, false);
        var inside = 0UL; // All ones while a quote is open at the beginning of a step.
        Array.Clear(last);
        for (var start = 0; start < block.Length; start += Step)
        {
            var bytes = block[start..];
            if (bytes.Length < Step)
            {
                bytes.CopyTo(last);
                bytes = last;
            }

            var (parts, lines, quotes) = Masks(bytes, dialect);
            if (quotes != 0)
            {
                HasQuotes = true;
                var quoted = RunningXor(quotes) ^ inside;
                inside = (ulong)((long)quoted >> 63);
                parts &= ~quoted;
                lines &= ~quoted;
            }
            else if (inside != 0)
            {
                continue;
            }

            Append(start, parts | lines, lines);
        }

        IsOpen = inside != 0;
        if (MayHaveBlankLines(block)) DropBlankLines(block);
    }

    /// <summary>Whether a line end follows another or stands at the beginning: seldom, and found faster than by looking at every cell.</summary>
    private static bool MayHaveBlankLines(ReadOnlySpan<byte> block) =>
        block is [(byte)'\n' or (byte)'\r', ..] || block.IndexOf("\n\n"u8) >= 0 || block.IndexOf("\n\r"u8) >= 0;

    private static (ulong Parts, ulong Lines, ulong Quotes) Masks(ReadOnlySpan<byte> bytes, CsvDialect dialect)
    {
        ref var first = ref MemoryMarshal.GetReference(bytes);
        var low = Vector256.LoadUnsafe(ref first);
        var high = Vector256.LoadUnsafe(ref first, 32);
        var quotes = dialect.Quote is { } quote ? Mask(low, high, quote) : 0;
        return (Mask(low, high, dialect.Delimiter), Mask(low, high, LineEnd), quotes);
    }

    private static ulong Mask(Vector256<byte> low, Vector256<byte> high, byte value)
    {
        var wanted = Vector256.Create(value);
        return Vector256.Equals(low, wanted).ExtractMostSignificantBits() | (ulong)Vector256.Equals(high, wanted).ExtractMostSignificantBits() << 32;
    }

    /// <summary>Each bit is the exclusive-or of all bits up to it: ones from an opening quote up to the bit before the closing one.</summary>
    private static ulong RunningXor(ulong bits)
    {
        bits ^= bits << 1;
        bits ^= bits << 2;
        bits ^= bits << 4;
        bits ^= bits << 8;
        bits ^= bits << 16;
        return bits ^ (bits << 32);
    }

    private void Append(int start, ulong cells, ulong lines)
    {
        if (Count + Step > ends.Length) Array.Resize(ref ends, ends.Length * 2);
        var count = Count;
        RowCount += BitOperations.PopCount(lines);
        while (cells != 0)
        {
            var bit = BitOperations.TrailingZeroCount(cells);
            ends[count++] = (start + bit) << 1 | (int)(lines >> bit & 1);
            cells &= cells - 1;
        }

        Count = count;
    }

    /// <summary>Rows of one empty cell are blank lines, not data. The cell after them begins with line ends, which reading skips.</summary>
    private void DropBlankLines(ReadOnlySpan<byte> block)
    {
        var kept = 0;
        var start = 0;
        var isFirst = true;
        for (var i = 0; i < Count; i++)
        {
            var (end, isLast) = (ends[i] >> 1, (ends[i] & 1) != 0);
            var isBlank = isFirst && isLast && (end == start || end == start + 1 && block[start] == (byte)'\r');
            if (!isBlank) ends[kept++] = ends[i];
            else RowCount--;
            (start, isFirst) = (end + 1, isLast);
        }

        Count = kept;
    }
}
