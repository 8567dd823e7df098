using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.MicroKernels;
using TrainingService.Compute.Cpu.Packing;

namespace TrainingService.Compute.Cpu.Products;

/// <summary>
/// A matrix product of few rows within another kernel: one tile of rows by all panels of a packed matrix. What a recurrent step does once per
/// time step and attention once per block of queries.
/// </summary>
internal unsafe struct TileProduct
{
    private DotPanel* panels;
    private int panelCount;
    private float* b;
    private int depth;
    private int first;
    private int run;
    private float* zeros;
    private int* offset;

    /// <summary>A product with rows [first, first + run) of a packed matrix of <paramref name="depth"/> rows.</summary>
    /// <param name="context">Memory.</param>
    /// <param name="layout">The packed matrix's panels.</param>
    /// <param name="packed">The packed matrix; null when each call names its own.</param>
    /// <param name="depth">Its rows.</param>
    /// <param name="first">First row used.</param>
    /// <param name="run">Rows used: the summed dimension.</param>
    /// <param name="rows">The tile heights that occur: Size, and Size + 1 if there are larger ones.</param>
    public static TileProduct Of(IKernelContext context, PanelLayout layout, float* packed, int depth, int first, int run, Balance rows)
    {
        var panels = (DotPanel*)context.Allocate(layout.Panels.Count * sizeof(DotPanel));
        for (var i = 0; i < layout.Panels.Count; i++)
        {
            var panel = layout.Panels[i];
            var low = DotKernels.Of(panel.Set, panel.Vectors, rows.Size);
            var high = rows.Larger > 0 ? DotKernels.Of(panel.Set, panel.Vectors, rows.Size + 1) : low;
            (panels[i].Start, panels[i].Columns, panels[i].Width) = (panel.Start, panel.Columns, panel.Width);
            panels[i].Low = (delegate*<float*, nint, int, int*, int, float*, float*, nint, int, float*, float, bool, void>)low;
            panels[i].High = (delegate*<float*, nint, int, int*, int, float*, float*, nint, int, float*, float, bool, void>)high;
        }

        return new TileProduct
        {
            panels = panels,
            panelCount = layout.Panels.Count,
            b = packed,
            depth = depth,
            first = first,
            run = run,
            zeros = (float*)context.Allocate(64 * sizeof(float)),
            offset = (int*)context.Allocate(sizeof(int)),
        };
    }

    /// <summary>C (+)= A · B (+ bias) for one tile.</summary>
    /// <param name="a">First row of A.</param>
    /// <param name="lda">Floats from one row of A to the next.</param>
    /// <param name="c">First row of C.</param>
    /// <param name="ldc">Floats from one row of C to the next.</param>
    /// <param name="larger">Whether it is a tile of the larger height.</param>
    /// <param name="bias">One float per column, or null.</param>
    /// <param name="accumulate">Whether to add to what C holds.</param>
    public readonly void Run(float* a, nint lda, float* c, nint ldc, bool larger, float* bias, bool accumulate) =>
        Run(b, run, int.MaxValue, a, lda, c, ldc, larger, bias, accumulate);

    /// <summary>As above with a packed matrix of the caller's.</summary>
    /// <param name="packed">The packed matrix.</param>
    /// <param name="count">How many of its rows count.</param>
    /// <param name="columns">How many of its columns are wanted: panels that hold none of them are left out.</param>
    /// <param name="a">First row of A.</param>
    /// <param name="lda">Floats from one row of A to the next.</param>
    /// <param name="c">First row of C.</param>
    /// <param name="ldc">Floats from one row of C to the next.</param>
    /// <param name="larger">Whether it is a tile of the larger height.</param>
    /// <param name="bias">One float per column, or null.</param>
    /// <param name="accumulate">Whether to add to what C holds.</param>
    public readonly void Run(
        float* packed, int count, int columns, float* a, nint lda, float* c, nint ldc, bool larger, float* bias, bool accumulate)
    {
        for (var p = 0; p < panelCount; p++)
        {
            var panel = panels + p;
            if (panel->Start >= columns) break;
            var rows = packed + ((nint)depth * panel->Start) + ((nint)first * panel->Width);
            var kernel = larger ? panel->High : panel->Low;
            kernel(
                a, lda, 1, offset, count, rows, c + panel->Start, ldc, panel->Columns, bias == null ? zeros : bias + panel->Start,
                float.NegativeInfinity, accumulate);
        }
    }
}
