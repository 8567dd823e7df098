namespace TrainingService.Compute.Cpu.Products;

/// <summary>Fetches the weights of the next panel, a little with each tile of this one.</summary>
internal unsafe struct DotFetch
{
    private float* place;
    private nint stride;
    private int width;
    private int left;
    private int step;

    /// <summary>What one block of a panel is cut from, in so many steps.</summary>
    public static DotFetch Of(DotJob* job, DotPanel* panel, DotBlock* block, int steps)
    {
        if (!CacheFetch.IsSupported)
            return default;
        var rows = job->IsTransposed ? panel->Columns : block->Run;
        return new DotFetch
        {
            place = job->PlaceOf(panel, block),
            stride = job->SourceStride,
            width = job->IsTransposed ? block->Run : panel->Columns,
            left = rows,
            step = (rows + steps - 1) / steps,
        };
    }

    /// <summary>Fetches as much as is due with one tile.</summary>
    public void Step()
    {
        var rows = Math.Min(step, left);
        CacheFetch.Rows(place, stride, rows, width);
        place += rows * stride;
        left -= rows;
    }
}
