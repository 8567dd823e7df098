using System.Runtime.CompilerServices;
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

    /// <summary>Keeps rows of the transforms from falling into few sets of the first cache.</summary>
    private const int Skew = 16;

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

    private int SourceStride => RoundUp(Rows) + Skew;

    private int ProductStride => RoundUp(Panels.Layout.Panels[0].Width);

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
        var panels = (WinogradPanel*)context.Allocate(layout.Panels.Count * sizeof(WinogradPanel));
        for (var p = 0; p < layout.Panels.Count; p++)
        {
            var panel = layout.Panels[p];
            panels[p] = new WinogradPanel { Start = panel.Start, Columns = panel.Columns, Width = panel.Width, Weights = Panels.Before(p) };
            panels[p].Kernels = (nint*)context.Allocate((most + 1) * sizeof(nint));
            for (var rows = 1; rows <= most; rows++)
                panels[p].Kernels[rows] = DotKernels.Of(panel.Set, panel.Vectors, rows);
        }

        var job = (Job*)context.Allocate(sizeof(Job));
        *job = new Job
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
            context.Emit((delegate*<void*, int, void>)KernelChoice.Of<BlockChoice>(Set), job, Chunks);
            return;
        }

        job->WindowChunks = Math.Min(Tiles.Count, MostChunks);
        context.Emit((delegate*<void*, int, void>)KernelChoice.Of<WindowChoice>(Set), job, job->WindowChunks);
        context.Emit((delegate*<void*, int, void>)KernelChoice.Of<PanelChoice>(Set), job, Chunks);
    }

    private int RoundUp(int floats) => (floats + PanelLayout.WidthOf(Set) - 1) / PanelLayout.WidthOf(Set) * PanelLayout.WidthOf(Set);

    /// <summary>Some blocks of tiles, with all panels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunBlocks<TI, TV>(void* arguments, int chunk)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var job = (Job*)arguments;
        var slot = Slots.Take(&job->Busy, job->SlotCount);
        var windows = job->Scratch + (slot * job->SlotFloats);
        var products = windows + ((nint)Positions * job->Plane * job->SourceStride);
        var (source, result) = (job->Source, job->Result);
        var end = (int)((long)(chunk + 1) * job->Blocks.Parts / job->Chunks);
        for (var block = (int)((long)chunk * job->Blocks.Parts / job->Chunks); block < end; block++)
        {
            var (first, count) = (job->Blocks.StartOf(block), job->Blocks.SizeOf(block));
            WinogradTileKernel.Input<TI, TV>(&source, first, count, windows, job->Plane * job->SourceStride, job->SourceStride);
            for (var p = 0; p < job->PanelCount; p++)
            {
                var panel = job->Panels + p;
                Multiply(job, panel, windows, job->Packed + panel->Weights, products, count);
                WinogradTileKernel.Output<TI, TV>(
                    &result, first, count, panel->Start, panel->Columns, products, job->Plane * job->ProductStride, job->ProductStride);
            }
        }

        Slots.Release(&job->Busy, slot);
    }

    /// <summary>Some tiles' windows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TransformWindows<TI, TV>(void* arguments, int chunk)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var job = (Job*)arguments;
        var source = job->Source;
        var first = (int)((long)chunk * job->Plane / job->WindowChunks);
        var end = (int)((long)(chunk + 1) * job->Plane / job->WindowChunks);
        WinogradTileKernel.Input<TI, TV>(&source, first, end - first, job->Windows + (first * job->SourceStride), job->Plane * job->SourceStride, job->SourceStride);
    }

    /// <summary>Some panels, with all tiles.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunPanels<TI, TV>(void* arguments, int chunk)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var job = (Job*)arguments;
        var slot = Slots.Take(&job->Busy, job->SlotCount);
        var weights = job->Scratch + (slot * job->SlotFloats);
        var products = weights + job->WeightFloats;
        var (source, result) = (job->Weights, job->Result);
        var end = (int)((long)(chunk + 1) * job->PanelCount / job->Chunks);
        for (var p = (int)((long)chunk * job->PanelCount / job->Chunks); p < end; p++)
        {
            var panel = job->Panels + p;
            WinogradPanels.TransformPanel<TI, TV>(&source, source.Pieces + p, weights);
            Multiply(job, panel, job->Windows, weights, products, job->Plane);
            WinogradTileKernel.Output<TI, TV>(
                &result, 0, job->Plane, panel->Start, panel->Columns, products, job->Plane * job->ProductStride, job->ProductStride);
        }

        Slots.Release(&job->Busy, slot);
    }

    private static void Multiply(Job* job, WinogradPanel* panel, float* windows, float* weights, float* products, int count)
    {
        var tiles = Balance.Of(count, job->MostRows);
        for (var position = 0; position < Positions; position++)
        {
            var a = windows + ((nint)position * job->Plane * job->SourceStride);
            var c = products + ((nint)position * job->Plane * job->ProductStride);
            for (var tile = 0; tile < tiles.Parts; tile++)
            {
                var rows = tiles.SizeOf(tile);
                var kernel = (delegate*<float*, nint, int, int*, int, float*, float*, nint, int, float*, float, bool, void>)panel->Kernels[rows];
                kernel(a, job->SourceStride, 1, job->Offset, job->Rows, weights, c, job->ProductStride, panel->Width, job->Zeros, float.NegativeInfinity, false);
                a += rows * job->SourceStride;
                c += rows * job->ProductStride;
            }

            weights += WinogradPanels.PlaneOf(job->Rows, panel->Width);
        }
    }

    private struct WinogradPanel
    {
        public int Start;
        public int Columns;
        public int Width;

        /// <summary>Floats of weights before it.</summary>
        public nint Weights;

        /// <summary>The micro-kernel for each number of rows.</summary>
        public nint* Kernels;
    }

    private struct Job
    {
        public TileGrid Source;
        public WinogradResult Result;
        public float* Packed;
        public WinogradWeights Weights;
        public WinogradPanel* Panels;
        public int PanelCount;
        public int Rows;
        public int MostRows;
        public Balance Blocks;
        public int Chunks;
        public nint SourceStride;
        public nint ProductStride;

        /// <summary>Tiles in a position's place.</summary>
        public int Plane;

        /// <summary>All tiles' transforms, when panels go by.</summary>
        public float* Windows;
        public int WindowChunks;
        public float* Scratch;
        public nint WeightFloats;
        public nint SlotFloats;
        public int SlotCount;
        public long Busy;
        public float* Zeros;
        public int* Offset;
    }

    private readonly struct BlockChoice : IKernelChoice
    {
        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<void*, int, void>)&RunBlocks<TI, TV>;
    }

    private readonly struct WindowChoice : IKernelChoice
    {
        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<void*, int, void>)&TransformWindows<TI, TV>;
    }

    private readonly struct PanelChoice : IKernelChoice
    {
        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<void*, int, void>)&RunPanels<TI, TV>;
    }
}
