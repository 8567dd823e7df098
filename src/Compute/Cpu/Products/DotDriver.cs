using System.Runtime.CompilerServices;

namespace TrainingService.Compute.Cpu.Products;

/// <summary>Runs the micro-kernel over a chunk's tiles: some panels by some units (a unit is a tile's rows in all panels).</summary>
internal static unsafe class DotDriver
{
    /// <summary>Computes chunk <paramref name="chunk"/> of the <see cref="DotJob"/> in <paramref name="arguments"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(void* arguments, int chunk)
    {
        var job = (DotJob*)arguments;
        var area = DotArea.Of(job, chunk);
        for (var panel = area.FirstPanel; panel < area.EndPanel; panel++)
        {
            for (var block = 0; block < job->BlockCount; block++)
            {
                var b = job->B + ((nint)job->Depth * job->Panels[panel].Start) + ((nint)job->Blocks[block].First * job->Panels[panel].Width);
                var fetch = default(DotFetch);
                RunBlock(job, job->Panels + panel, b, block, area, job->FetchesRows && panel == area.FirstPanel, &fetch);
            }
        }
    }

    /// <summary>All of an area's tiles in one panel, for one block of the summed dimension.</summary>
    /// <param name="job">What is computed.</param>
    /// <param name="panel">The panel.</param>
    /// <param name="b">Its rows of that block.</param>
    /// <param name="block">The block's number.</param>
    /// <param name="area">The units.</param>
    /// <param name="fetchesRows">Whether the next tile's rows of A are fetched.</param>
    /// <param name="fetch">What else is fetched, a little with each tile.</param>
    public static void RunBlock(DotJob* job, DotPanel* panel, float* b, int block, in DotArea area, bool fetchesRows, DotFetch* fetch)
    {
        var (firstUnit, lastUnit) = (area.FirstUnit, area.EndUnit);
        var last = block == job->BlockCount - 1;
        var stretch = job->Blocks[block];
        var bias = last ? job->Bias + (job->Bias == job->NoBias ? 0 : panel->Start) : job->NoBias;
        var floor = last ? job->Floor : float.NegativeInfinity;
        var tiles = job->Tiles;
        var tile = firstUnit % tiles.Parts;
        var row = firstUnit / tiles.Parts;
        var image = row / job->RowsPerImage;
        row %= job->RowsPerImage;

        for (var unit = firstUnit; unit < lastUnit; unit++)
        {
            nint start = (tile * tiles.Size) + (tile < tiles.Larger ? tile : tiles.Larger);
            var a = job->A + (image * job->AImage) + (row * job->ARow) + (start * job->Lda);
            var c = job->C + (image * job->CImage) + (row * job->CRow) + (start * job->Ldc) + panel->Start;
            var kernel = tile < tiles.Larger ? panel->High : panel->Low;
            var rows = tile < tiles.Larger ? tiles.Size + 1 : tiles.Size;
            var x = job->X + (image * job->XImage) + (row * job->XRow) + (start * job->Ldx) + panel->Start;
            // What is stored and what the end of the tile reads, and the next rows of A, are on their way while this tile is summed up.
            fetch->Step();
            if (job->FetchesSums)
                CacheFetch.Rows(c, job->Ldc, rows, panel->Width);
            if (job->FetchesX && last)
                CacheFetch.Rows(x, job->Ldx, rows, panel->Width);
            if (fetchesRows)
                CacheFetch.Rows(a + (rows * job->Lda), job->Lda, rows, stretch.Run);
            var (taps, skipped) = (stretch.Taps, 0);
            if (job->RowTaps != null)
                (taps, skipped) = (job->RowTaps[row].Count, job->RowTaps[row].First);
            var panelRows = b + ((nint)skipped * stretch.Run * panel->Width);
            kernel(a, job->Lda, taps, stretch.Offsets + skipped, stretch.Run, panelRows, c, job->Ldc, panel->Columns, bias, floor, block > 0);
            if (last && job->Pass != null)
                job->Pass(c, job->Ldc, x, job->Ldx, rows, panel->Columns, job->Slope);

            if (++tile < tiles.Parts)
                continue;
            tile = 0;
            if (++row < job->RowsPerImage)
                continue;
            row = 0;
            image++;
        }
    }
}
