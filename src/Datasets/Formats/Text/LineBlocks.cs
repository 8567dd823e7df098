using TrainingService.Datasets.Importing;

namespace TrainingService.Datasets.Formats.Text;

/// <summary>Cuts a text into blocks that end with a line end outside quotes, so that they can be read in parallel.</summary>
internal sealed class LineBlocks : IDisposable
{
    private const byte LineEnd = (byte)'\n';
    private const int MostBuffer = 1 << 18;
    private const int LeastBuffer = 1 << 14;

    private readonly Utf8Source source;
    private readonly string file;
    private readonly byte? quote;
    private readonly int most;
    private byte[] carried = [];
    private int carriedLength;
    private bool ended;
    private long nextLine = 1;

    /// <param name="source">The text; disposed with this.</param>
    /// <param name="file">The file's name, for messages.</param>
    /// <param name="quote">Line ends between two of these belong to the row; null when quotes mean nothing.</param>
    /// <param name="limits">How long a row may be.</param>
    public LineBlocks(Utf8Source source, string file, byte? quote, ImportLimits limits)
    {
        this.source = source;
        this.file = file;
        this.quote = quote;
        most = limits.RowBytes;
    }

    /// <summary>Reads the next block. False at the end. A last row without line end gets one; a last quote that is never closed stays open.</summary>
    /// <param name="block">Its buffer is made larger when a row does not fit.</param>
    /// <param name="length">Bytes of the block.</param>
    /// <param name="firstLine">The line in the file on which it begins, from 1.</param>
    public bool Read(ref byte[] block, out int length, out long firstLine)
    {
        firstLine = nextLine;
        length = carriedLength;
        if (block.Length < carriedLength + 1) Array.Resize(ref block, carriedLength + 1);
        carried.AsSpan(0, carriedLength).CopyTo(block);
        carriedLength = 0;
        while (true)
        {
            if (!ended)
            {
                var count = source.Read(block.AsSpan(length, block.Length - 1 - length));
                ended = count < block.Length - 1 - length;
                length += count;
            }

            if (ended)
            {
                if (length == 0) return false;
                if (block[length - 1] != LineEnd) block[length++] = LineEnd;
                nextLine += block.AsSpan(0, length).Count(LineEnd);
                return true;
            }

            var end = LastRowEnd(block.AsSpan(0, length));
            if (end > 0)
            {
                Carry(block.AsSpan(end, length - end));
                length = end;
                nextLine += block.AsSpan(0, length).Count(LineEnd);
                return true;
            }

            if (length > most)
            {
                throw Problems.At("row_too_long", file, $"A row has more than {most:n0} bytes.", nextLine,
                    expected: "a line end", remedy: quote is null ? null
                        : "Probably a quote is never closed; if quotes mean nothing in this file, set the option quote to \"\".");
            }

            Array.Resize(ref block, (int)Math.Min(Array.MaxLength, block.Length * 2L));
        }
    }

    /// <summary>A fitting size of blocks: small for small files.</summary>
    public static int BufferFor(ImportFile file) => (int)Math.Clamp(new FileInfo(file.Path).Length * 2, LeastBuffer, MostBuffer);

    public void Dispose() => source.Dispose();

    private void Carry(ReadOnlySpan<byte> rest)
    {
        if (carried.Length < rest.Length) carried = new byte[Math.Max(rest.Length, carried.Length * 2)];
        rest.CopyTo(carried);
        carriedLength = rest.Length;
    }

    /// <summary>The position after the last line end that has an even number of quotes before it; 0 when there is none.</summary>
    private int LastRowEnd(ReadOnlySpan<byte> block)
    {
        if (quote is not { } mark) return block.LastIndexOf(LineEnd) + 1;
        var quotes = block.Count(mark);
        var end = block.Length;
        while (true)
        {
            var at = block[..end].LastIndexOf(LineEnd);
            if (at < 0) return 0;
            quotes -= block[at..end].Count(mark);
            if ((quotes & 1) == 0) return at + 1;
            end = at;
        }
    }
}
