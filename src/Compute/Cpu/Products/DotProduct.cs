using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.MicroKernels;
using TrainingService.Compute.Cpu.Packing;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Ops.Activations;

namespace TrainingService.Compute.Cpu.Products;

/// <summary>
/// C = f(A · B + bias), (A · B) · f'(X) or A · B + bias + X, described at plan time: A's rows are pixels, each summed over some stretches (taps) of its
/// neighbourhood; B is packed in panels. A dense layer is one image of one pixel row with one tap.
/// </summary>
internal sealed unsafe record DotProduct
{
    /// <summary>Rows of B that stay in the second cache while the tiles go by.</summary>
    public const int MostDepth = 1024;

    /// <summary>Rows of A below which each panel is cut out once only.</summary>
    private const int ManyRows = 2048;

    /// <summary>Rows of A for which B is read about as fast as it is multiplied.</summary>
    private const int FewRows = 16;

    /// <summary>Products that each sum must have for fetching it beforehand to cost little beside them.</summary>
    private const int ShortestToFetchFor = 64;

    /// <summary>Longest rows of A that are fetched ahead: along longer ones the processor's own prefetching has got going.</summary>
    private const int LongestFetched = 512;

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

    /// <summary>Rows of the packed matrix that B's rows are of; 0 if it has no more than taps · run.</summary>
    public int Depth { get; init; }

    /// <summary>Row of that matrix at which the first tap begins.</summary>
    public int FirstRow { get; init; }

    /// <summary>Address of the packed panels.</summary>
    public nint B { get; init; }

    /// <summary>Where panels are cut from if they are not packed; for products with one tap.</summary>
    public PanelSource? Source { get; init; }

    public required Matrix C { get; init; }

    /// <summary>Address of one float per column, or 0.</summary>
    public nint Bias { get; init; }

    /// <summary>f.</summary>
    public ActivationFunction Activation { get; init; }

    /// <summary>The activation whose derivative is multiplied in, taken from <see cref="X"/>.</summary>
    public ActivationFunction Gradient { get; init; }

    public Matrix X { get; init; }

    /// <summary>Whether <see cref="X"/> is added to the product, there being no activation then.</summary>
    public bool AddsX { get; init; }

    /// <summary>
    /// For each pixel row the first and the end of the taps that reach into A there, the others finding zeros only; empty for all.
    /// </summary>
    public IReadOnlyList<(int First, int End)> RowTaps { get; init; } = [];

    /// <summary>
    /// The same product with longer rows of pixels where that can be had: all pixels in one row if their places do not matter and no operand
    /// has a halo; else, for small images, the pixels of one place in all images as a row.
    /// </summary>
    public DotProduct Flattened(bool pointwise)
    {
        var gradient = Gradient.Kind != ActivationKind.Linear;
        if (pointwise && A.IsFlat(Rows, Pixels) && C.IsFlat(Rows, Pixels) && (!gradient || X.IsFlat(Rows, Pixels)))
            return this with { Images = 1, Rows = 1, Pixels = Images * Rows * Pixels, RowTaps = [] };
        return Pixels < Panels.MostRows / 2 && Images > Pixels
            ? this with { Images = Rows, Rows = Pixels, Pixels = Images, A = A.ByImage, C = C.ByImage, X = X.ByImage, RowTaps = [] }
            : this;
    }

    /// <summary>Appends the kernel call.</summary>
    public void Emit(IKernelContext context)
    {
        var job = (DotJob*)context.Allocate(sizeof(DotJob));
        // Rows 4 KiB apart fall into one set of the first cache, which holds 8 of them and wants room for B. Of few rows each tile more reads B, which takes longer, once more.
        var most = A.Pixel % 1024 == 0 ? Math.Min(Panels.MostRows, Pixels <= FewRows ? 8 : 6) : Panels.MostRows;
        var tiles = Balance.Of(Pixels, most);
        var zeros = (float*)context.Allocate(64 * sizeof(float));
        var end = AddsX ? TilePass.Addition(Panels.Set) : TilePass.End(Panels.Set, Activation, Gradient);
        var x = end.ReadsX ? X : C;
        var columnBytes = sizeof(float) * (long)Images * Rows * Pixels;
        var fetches = Panels.Panels.Count > 1 && Taps.Count * Run >= ShortestToFetchFor && columnBytes * Panels.Stored > CacheFetch.FewestBytes;
        *job = new DotJob
        {
            A = A.Pointer,
            AImage = A.Image,
            ARow = A.Row,
            Lda = A.Pixel,
            B = (float*)B,
            Depth = Depth == 0 ? Taps.Count * Run : Depth,
            C = C.Pointer,
            CImage = C.Image,
            CRow = C.Row,
            Ldc = C.Pixel,
            Bias = Bias == 0 ? zeros : (float*)Bias,
            NoBias = zeros,
            Floor = end.Floor,
            Panels = PanelsOf(context, tiles),
            PanelCount = Panels.Panels.Count,
            RowsPerImage = Rows,
            Tiles = tiles,
            Units = Images * Rows * tiles.Parts,
            Pass = (delegate*<float*, nint, float*, nint, int, int, float, void>)end.Pass,
            X = x.Pointer,
            XImage = x.Image,
            XRow = x.Row,
            Ldx = x.Pixel,
            Slope = end.Slope,
            FetchesSums = fetches,
            FetchesX = fetches && end.ReadsX,
            FetchesRows = Panels.Panels.Count > 1 && Taps.Count == 1 && columnBytes * Run > CacheFetch.FewestBytes && Run is >= ShortestToFetchFor and <= LongestFetched,
        };
        SetBlocks(context, job);
        SetGrid(job);
        if (Source is { } source)
        {
            job->Source = (float*)source.Address;
            (job->SourceStride, job->IsTransposed) = (source.Stride, source.IsTransposed);
            job->Fill = source.IsTransposed
                ? &PanelFill.Columns
                : (delegate*<float*, nint, int, int, float*, int, void>)KernelChoice.Of<PanelFill.Choice>(Panels.Set);
        }

        context.Emit(Source is null ? &DotDriver.Run : &CuttingDotDriver.Run, job, job->UnitGroups * job->PanelGroups);
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
                ? new DotBlock { Offsets = offsets + i, Taps = 1, Run = cut.SizeOf(i), First = FirstRow + cut.StartOf(i) }
                : new DotBlock
                {
                    Offsets = offsets + cut.StartOf(i),
                    Taps = Taps.Count == 0 ? 0 : cut.SizeOf(i),
                    Run = Run,
                    First = FirstRow + (cut.StartOf(i) * Run),
                };
        }

        job->Blocks = blocks;
        job->BlockCount = cut.Parts;
        if (cut.Parts > 1 || RowTaps.All(taps => taps == (0, Taps.Count)))
            return;
        job->RowTaps = (DotTaps*)context.Allocate(RowTaps.Count * sizeof(DotTaps));
        for (var i = 0; i < RowTaps.Count; i++)
            job->RowTaps[i] = new DotTaps { First = RowTaps[i].First, Count = Math.Max(RowTaps[i].End - RowTaps[i].First, 0) };
    }

    /// <summary>
    /// Chunks: pieces of about 20 µs, cut so that A and B are read as few times as possible. A function of shapes alone.
    /// </summary>
    private void SetGrid(DotJob* job)
    {
        var panels = job->PanelCount;
        var depth = (double)Taps.Count * Run;
        var work = 2 * depth * Images * Rows * Pixels * Panels.Stored;
        var target = Math.Min(WorkSize.ChunksOf(work), (long)job->Units * panels);
        var best = double.MaxValue;
        for (var panelGroups = 1; panelGroups <= Math.Min(panels, 64); panelGroups++)
        {
            // A chunk of its own for each panel rather than panels cut out several times.
            var once = Source is not null && Pixels < ManyRows;
            if (once && panelGroups < Math.Min(panels, target))
                continue;
            var unitGroups = once ? 1 : (int)Math.Min(job->Units, (target + panelGroups - 1) / panelGroups);
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
