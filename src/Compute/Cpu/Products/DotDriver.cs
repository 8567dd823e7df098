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
        var (unitGroup, panelGroup) = (chunk / job->PanelGroups, chunk % job->PanelGroups);
        var firstUnit = (int)((long)unitGroup * job->Units / job->UnitGroups);
        var lastUnit = (int)((long)(unitGroup + 1) * job->Units / job->UnitGroups);
        var firstPanel = (int)((long)panelGroup * job->PanelCount / job->PanelGroups);
        var lastPanel = (int)((long)(panelGroup + 1) * job->PanelCount / job->PanelGroups);

        for (var panel = firstPanel; panel < lastPanel; panel++)
        {
            for (var block = 0; block < job->BlockCount; block++)
                RunBlock(job, job->Panels + panel, block, firstUnit, lastUnit, job->FetchesRows && panel == firstPanel);
        }
    }

    private static void RunBlock(DotJob* job, DotPanel* panel, int block, int firstUnit, int lastUnit, bool fetchesRows)
    {
        var last = block == job->BlockCount - 1;
        var stretch = job->Blocks[block];
        var b = job->B + ((nint)job->Depth * panel->Start) + ((nint)stretch.First * panel->Width);
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
            // What is stored, and the next rows of A, are on their way while this tile is summed up.
            if (job->FetchesSums)
                CacheFetch.Rows(c, job->Ldc, rows, panel->Width);
            if (fetchesRows)
                CacheFetch.Rows(a + (rows * job->Lda), job->Lda, rows, stretch.Run);
            var (taps, skipped) = (stretch.Taps, 0);
            if (job->RowTaps != null)
                (taps, skipped) = (job->RowTaps[row].Count, job->RowTaps[row].First);
            var panelRows = b + ((nint)skipped * stretch.Run * panel->Width);
            kernel(a, job->Lda, taps, stretch.Offsets + skipped, stretch.Run, panelRows, c, job->Ldc, panel->Columns, bias, floor, block > 0);
            if (last && job->Pass != null)
            {
                var x = job->X + (image * job->XImage) + (row * job->XRow) + (start * job->Ldx) + panel->Start;
                job->Pass(c, job->Ldc, x, job->Ldx, rows, panel->Columns, job->Slope);
            }

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
