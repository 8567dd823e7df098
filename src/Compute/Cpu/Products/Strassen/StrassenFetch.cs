namespace TrainingService.Compute.Cpu.Products.Strassen;

/// <summary>Fetches what the next panels are cut from, a little with each tile of these.</summary>
internal unsafe struct StrassenFetch
{
    /// <summary>Floats of a line.</summary>
    private const int Line = 16;

    private float* row;
    private nint stride;
    private nint across;
    private nint along;
    private int width;
    private int column;
    private int left;
    private int step;

    /// <summary>What comes after a block of a pair, in so many steps.</summary>
    public static StrassenFetch After(StrassenJob* job, int pair, int block, int steps)
    {
        if (++block == job->Blocks.Parts)
            (block, pair) = (0, pair + 1);
        if (pair == job->Pairs || !CacheFetch.IsSupported)
            return default;
        var (start, depth) = (job->Blocks.StartOf(block), job->Blocks.SizeOf(block));
        var (rows, width) = job->IsBTransposed ? (job->Width, depth) : (depth, job->Width);
        var lines = rows * ((width + Line - 1) / Line);
        return new StrassenFetch
        {
            row = job->IsBTransposed ? job->B + (pair * job->Width * job->Ldb) + start : job->B + (start * job->Ldb) + (pair * job->Width),
            stride = job->Ldb,
            across = job->IsBTransposed ? job->LeftColumns * job->Ldb : job->LeftColumns,
            along = job->IsBTransposed ? job->HalfDepth : job->HalfDepth * job->Ldb,
            width = width,
            left = lines,
            step = (lines + steps - 1) / steps,
        };
    }

    /// <summary>Fetches as much as is due with one tile.</summary>
    public void Step()
    {
        for (var lines = Math.Min(step, left); lines > 0; lines--, left--)
        {
            var place = row + column;
            CacheFetch.Line(place, 1);
            CacheFetch.Line(place + across, 1);
            CacheFetch.Line(place + along, 1);
            CacheFetch.Line(place + across + along, 1);
            column += Line;
            if (column < width)
                continue;
            column = 0;
            row += stride;
        }
    }
}
