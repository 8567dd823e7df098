using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.MicroKernels;
using TrainingService.Compute.Cpu.Packing;
using TrainingService.Compute.Cpu.Products;
using TrainingService.Compute.Cpu.Simd;
using static TrainingService.Compute.Cpu.Convolutions.Winograd.WinogradPoints;

namespace TrainingService.Compute.Cpu.Convolutions.Winograd;

/// <summary>
/// A 3 × 3 convolution with a quarter of the multiplications: some tiles at a time, their windows are transformed, multiplied by the transformed
/// weights (36 matrix products of tiles by channels and channels by filters) and transformed back.
/// </summary>
internal sealed unsafe record WinogradProduct
{
    /// <summary>Tiles done together: their transforms stay in the second cache while all weights go by, and each weight fetched serves all of them.</summary>
    private const int MostTiles = 42;

    private const int MostChunks = 32;

    /// <summary>Fewer weights are packed for all.</summary>
    private const int FewestWeights = 128 * 128;

    public required InstructionSet Set { get; init; }

    public required WinogradTiles Tiles { get; init; }

    /// <summary>Columns of the source.</summary>
    public required int Rows { get; init; }

    public required WinogradPanels Panels { get; init; }

    /// <summary>Whether weights are transformed when they are needed, panel by panel, for all tiles at once; else they are packed before, and blocks of tiles go by.</summary>
    public bool ByPanel => Tiles.AreFew && (long)Rows * Panels.Layout.Columns >= FewestWeights;

    private Balance Blocks => Balance.Of(Tiles.Count, MostTiles);

    /// <summary>Tiles whose transforms lie together.</summary>
    private int Plane => ByPanel ? Tiles.Count : Blocks.SizeOf(0);

    private int Chunks => Math.Min(ByPanel ? Panels.Layout.Panels.Count : Blocks.Parts, MostChunks);

    private long WindowFloats => (long)Positions * Plane * SourceStride;

    private long WeightFloats => ByPanel ? Positions * WinogradPanels.PlaneOf(Rows, Panels.Layout.Panels[0].Width) : 0;

    private int SourceStride => WinogradTiles.StrideOf(Set, Rows);

    private int ProductStride => PanelLayout.WholeVectors(Set, Panels.Layout.Panels[0].Width);

    private long SlotFloats => (ByPanel ? WeightFloats : WindowFloats) + ((long)Positions * Plane * ProductStride) + 64;

    /// <summary>Bytes of scratch.</summary>
    public long ScratchBytes => ((ByPanel ? WindowFloats : 0) + (Slots.CountOf(Chunks) * SlotFloats)) * sizeof(float);

    /// <summary>Appends the kernel call.</summary>
    /// <param name="context">Memory.</param>
    /// <param name="source">The windows.</param>
    /// <param name="result">The result's cells, bias and activation.</param>
    public void Emit(IKernelContext context, TileGrid source, WinogradResult result)
    {
        var layout = Panels.Layout;
        var most = PanelLayout.MostRowsOf(Set, layout.Panels.Max(panel => panel.Vectors));
        var panels = (WinogradProductKernel.WinogradPanel*)context.Allocate(layout.Panels.Count * sizeof(WinogradProductKernel.WinogradPanel));
        for (var p = 0; p < layout.Panels.Count; p++)
        {
            var panel = layout.Panels[p];
            panels[p] = new WinogradProductKernel.WinogradPanel { Start = panel.Start, Columns = panel.Columns, Width = panel.Width, Weights = Panels.Before(p) };
            panels[p].Kernels = (nint*)context.Allocate((most + 1) * sizeof(nint));
            for (var rows = 1; rows <= most; rows++)
                panels[p].Kernels[rows] = DotKernels.Of(panel.Set, panel.Vectors, rows);
        }

        var job = (WinogradProductKernel.Job*)context.Allocate(sizeof(WinogradProductKernel.Job));
        *job = new WinogradProductKernel.Job
        {
            Source = source,
            Result = result,
            Packed = ByPanel ? null : context.Packed(Panels),
            Weights = Panels.WeightsOf(context),
            Panels = panels,
            PanelCount = layout.Panels.Count,
            Rows = Rows,
            MostRows = most,
            Blocks = Blocks,
            Chunks = Chunks,
            SourceStride = SourceStride,
            ProductStride = ProductStride,
            Plane = Plane,
            Windows = (float*)context.Scratch,
            Scratch = (float*)context.Scratch + (ByPanel ? WindowFloats : 0),
            WeightFloats = (nint)WeightFloats,
            SlotFloats = (nint)SlotFloats,
            SlotCount = Slots.CountOf(Chunks),
            Zeros = (float*)context.Allocate(64 * sizeof(float)),
            Offset = (int*)context.Allocate(sizeof(int)),
        };
        if (!ByPanel)
        {
            context.Emit((delegate*<void*, int, void>)KernelChoice.Of<WinogradProductKernel.BlockChoice>(Set), job, Chunks);
            return;
        }

        job->WindowChunks = Math.Min(Tiles.Count, MostChunks);
        context.Emit((delegate*<void*, int, void>)KernelChoice.Of<WinogradProductKernel.WindowChoice>(Set), job, job->WindowChunks);
        context.Emit((delegate*<void*, int, void>)KernelChoice.Of<WinogradProductKernel.PanelChoice>(Set), job, Chunks);
    }
}
