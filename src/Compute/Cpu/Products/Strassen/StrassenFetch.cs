namespace TrainingService.Compute.Cpu.Products.Strassen;

/// <summary>Fetches what the next panels are cut from, a little with each tile of these.</summary>
internal unsafe struct StrassenFetch
{
    private float* row;
    private float* line;
    private nint stride;
    private nint across;
    private nint along;
    private int width;
    private int rows;
    private int step;

    /// <summary>What comes after a block of a pair, in so many steps.</summary>
    /// <param name="job">What is computed.</param>
    /// <param name="pair">The pair.</param>
    /// <param name="block">The block.</param>
    /// <param name="next">The pair that this thread will probably go on with; -1 if there is none.</param>
    /// <param name="steps">How often <see cref="Step"/> will be called.</param>
    public static StrassenFetch After(StrassenJob* job, int pair, int block, int next, int steps)
    {
        if (++block == job->Blocks.Parts)
            (block, pair) = (0, next);
        if (pair < 0 || !CacheFetch.IsSupported)
            return default;
        var (start, depth) = (job->Blocks.StartOf(block), job->Blocks.SizeOf(block));
        var (rows, width) = job->IsBTransposed ? (job->Width, depth) : (depth, job->Width);
        // Rows that are no whole lines apart reach into one line more.
        var lines = rows * (((width + CacheFetch.FloatsOfLine - 1) / CacheFetch.FloatsOfLine) + (job->Ldb % CacheFetch.FloatsOfLine == 0 ? 0 : 1));
        var place = job->IsBTransposed ? job->B + (pair * job->Width * job->Ldb) + start : job->B + (start * job->Ldb) + (pair * job->Width);
        return new StrassenFetch
        {
            row = place,
            line = CacheFetch.StartOf(place),
            stride = job->Ldb,
            across = job->IsBTransposed ? job->LeftColumns * job->Ldb : job->LeftColumns,
            along = job->IsBTransposed ? job->HalfDepth : job->HalfDepth * job->Ldb,
            width = width,
            rows = rows,
            step = (lines + steps - 1) / steps,
        };
    }

    /// <summary>Fetches as much as is due with one tile.</summary>
    public void Step()
    {
        for (var lines = step; lines > 0 && rows > 0; lines--)
        {
            CacheFetch.Line(line, 1);
            CacheFetch.Line(line + across, 1);
            CacheFetch.Line(line + along, 1);
            CacheFetch.Line(line + across + along, 1);
            line += CacheFetch.FloatsOfLine;
            if (line < row + width)
                continue;
            row += stride;
            line = CacheFetch.StartOf(row);
            rows--;
        }
    }
}
