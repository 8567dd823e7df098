namespace TrainingService.Compute.Cpu.Products.Strassen;

/// <summary>Fetches what the next panels are cut from, a little with each tile of these.</summary>
internal unsafe struct StrassenFetch
{
    private float* place;
    private nint stride;
    private nint across;
    private nint along;
    private int width;
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
        var rows = job->IsBTransposed ? job->Width : depth;
        return new StrassenFetch
        {
            place = job->IsBTransposed ? job->B + (pair * job->Width * job->Ldb) + start : job->B + (start * job->Ldb) + (pair * job->Width),
            stride = job->Ldb,
            across = job->IsBTransposed ? job->LeftColumns * job->Ldb : job->LeftColumns,
            along = job->IsBTransposed ? job->HalfDepth : job->HalfDepth * job->Ldb,
            width = job->IsBTransposed ? depth : job->Width,
            left = rows,
            step = (rows + steps - 1) / steps,
        };
    }

    /// <summary>Fetches as much as is due with one tile.</summary>
    public void Step()
    {
        for (var row = Math.Min(step, left); row > 0; row--, left--, place += stride)
        {
            CacheFetch.Line(place, width);
            CacheFetch.Line(place + across, width);
            CacheFetch.Line(place + along, width);
            CacheFetch.Line(place + across + along, width);
        }
    }
}
