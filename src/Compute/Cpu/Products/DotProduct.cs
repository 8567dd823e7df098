using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.MicroKernels;
using TrainingService.Compute.Cpu.Packing;
using TrainingService.Compute.Ops.Activations;

namespace TrainingService.Compute.Cpu.Products;

/// <summary>
/// C = f(A · B + bias) or (A · B) · f'(X), described at plan time: A's rows are pixels, each summed over some stretches (taps) of its
/// neighbourhood; B is packed in panels. A dense layer is one image of one pixel row with one tap.
/// </summary>
internal sealed unsafe class DotProduct
{
    /// <summary>Rows of B that stay in the second cache while the tiles go by.</summary>
    private const int MostDepth = 1024;

    public required PanelLayout Panels { get; init; }

    public required int Images { get; init; }

    /// <summary>Pixel rows of each image.</summary>
    public required int Rows { get; init; }

    /// <summary>Pixels of each row.</summary>
    public required int Pixels { get; init; }

    public required Matrix A { get; init; }

    /// <summary>Where each tap begins, from the pixel's address in A.</summary>
    public required IReadOnlyList<int> Taps { get; init; }

    /// <summary>Length of each tap.</summary>
    public required int Run { get; init; }

    /// <summary>The packed panels: taps · run rows.</summary>
    public required float* B { get; init; }

    public required Matrix C { get; init; }

    /// <summary>One float per column, or null.</summary>
    public float* Bias { get; init; }

    /// <summary>f.</summary>
    public ActivationFunction Activation { get; init; }

    /// <summary>The activation whose derivative is multiplied in, taken from <see cref="X"/>.</summary>
    public ActivationFunction Gradient { get; init; }

    public Matrix X { get; init; }

    /// <summary>Appends the kernel call.</summary>
    public void Emit(IKernelContext context)
    {
        var job = (DotJob*)context.Allocate(sizeof(DotJob));
        var tiles = Balance.Of(Pixels, Panels.MostRows);
        var relu = Activation.Kind == ActivationKind.LeakyRelu && Activation.Slope == 0;
        var zeros = (float*)context.Allocate(64 * sizeof(float));
        var pass = TilePass.Forward(Panels.Set, Activation);
        *job = new DotJob
        {
            A = A.Pointer,
            AImage = A.Image,
            ARow = A.Row,
            Lda = A.Pixel,
            B = B,
            Depth = Taps.Count * Run,
            C = C.Pointer,
            CImage = C.Image,
            CRow = C.Row,
            Ldc = C.Pixel,
            Bias = Bias == null ? zeros : Bias,
            NoBias = zeros,
            Floor = relu ? 0 : float.NegativeInfinity,
            Panels = PanelsOf(context, tiles),
            PanelCount = Panels.Panels.Count,
            RowsPerImage = Rows,
            Tiles = tiles,
            Units = Images * Rows * tiles.Parts,
            Pass = (delegate*<float*, nint, float*, nint, int, int, float, void>)pass,
            X = C.Pointer,
            XImage = C.Image,
            XRow = C.Row,
            Ldx = C.Pixel,
            Slope = Activation.Slope,
        };
        if (Gradient.Kind != ActivationKind.Linear)
        {
            job->Pass = (delegate*<float*, nint, float*, nint, int, int, float, void>)TilePass.Gradient(Panels.Set, Gradient);
            job->X = X.Pointer;
            (job->XImage, job->XRow, job->Ldx, job->Slope) = (X.Image, X.Row, X.Pixel, Gradient.Slope);
        }

        SetBlocks(context, job);
        SetGrid(job);
        context.Emit(&DotDriver.Run, job, job->UnitGroups * job->PanelGroups);
    }

    private DotPanel* PanelsOf(IKernelContext context, Balance tiles)
    {
        var panels = (DotPanel*)context.Allocate(Panels.Panels.Count * sizeof(DotPanel));
        for (var i = 0; i < Panels.Panels.Count; i++)
        {
            var panel = Panels.Panels[i];
            var low = DotKernels.Of(panel.Set, panel.Vectors, tiles.Size);
            var high = tiles.Larger > 0 ? DotKernels.Of(panel.Set, panel.Vectors, tiles.Size + 1) : low;
            panels[i].Start = panel.Start;
            panels[i].Columns = panel.Columns;
            panels[i].Width = panel.Width;
            panels[i].Low = (delegate*<float*, nint, int, int*, int, float*, float*, nint, int, float*, float, bool, void>)low;
            panels[i].High = (delegate*<float*, nint, int, int*, int, float*, float*, nint, int, float*, float, bool, void>)high;
        }

        return panels;
    }

    /// <summary>Cuts a long sum between taps, or within the tap if there is but one.</summary>
    private void SetBlocks(IKernelContext context, DotJob* job)
    {
        // No taps at all (a pixel that no window covers) is one empty block: it writes the zeros.
        var whole = Taps.Count == 1;
        var cut = whole
            ? Balance.Of(Run, MostDepth)
            : Balance.Of(Math.Max(Taps.Count, 1), Math.Max(1, MostDepth / Math.Max(Run, 1)));
        var offsets = (int*)context.Allocate(Math.Max(Math.Max(Taps.Count, cut.Parts), 1) * sizeof(int));
        var blocks = (DotBlock*)context.Allocate(cut.Parts * sizeof(DotBlock));
        for (var i = 0; i < Taps.Count; i++)
            offsets[i] = Taps[i];
        for (var i = 0; i < cut.Parts; i++)
        {
            if (whole)
                offsets[i] = Taps[0] + cut.StartOf(i);
            blocks[i] = whole
                ? new DotBlock { Offsets = offsets + i, Taps = 1, Run = cut.SizeOf(i), First = cut.StartOf(i) }
                : new DotBlock
                {
                    Offsets = offsets + cut.StartOf(i), Taps = Taps.Count == 0 ? 0 : cut.SizeOf(i), Run = Run, First = cut.StartOf(i) * Run,
                };
        }

        job->Blocks = blocks;
        job->BlockCount = cut.Parts;
    }

    /// <summary>
    /// Chunks: pieces of about 20 µs, cut so that A and B are read as few times as possible. A function of shapes alone.
    /// </summary>
    private void SetGrid(DotJob* job)
    {
        var panels = job->PanelCount;
        var depth = (double)job->Depth;
        var work = 2 * depth * Images * Rows * Pixels * Panels.Stored;
        var target = Math.Min(WorkSize.ChunksOf(work), (long)job->Units * panels);
        var best = double.MaxValue;
        for (var panelGroups = 1; panelGroups <= Math.Min(panels, 64); panelGroups++)
        {
            var unitGroups = (int)Math.Min(job->Units, (target + panelGroups - 1) / panelGroups);
            var chunks = unitGroups * panelGroups;
            if (chunks > 64 && panelGroups > 1)
                continue;
            var bytes = (unitGroups * depth * Panels.Stored * 4) + (panelGroups * 4.0 * Images * Rows * Pixels * Run);
            var largest = Math.Ceiling((double)job->Units / unitGroups) * Math.Ceiling((double)panels / panelGroups);
            var idle = largest * chunks / ((double)job->Units * panels);
            var cost = (work / 1e11 * idle / Math.Min(chunks, 8)) + (bytes / 4e10 / Math.Min(chunks, 8));
            if (cost < best)
                (best, job->UnitGroups, job->PanelGroups) = (cost, unitGroups, panelGroups);
        }
    }
}
