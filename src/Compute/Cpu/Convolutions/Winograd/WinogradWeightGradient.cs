using System.Runtime.CompilerServices;
using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.MicroKernels;
using TrainingService.Compute.Cpu.Packing;
using TrainingService.Compute.Cpu.Products;
using TrainingService.Compute.Cpu.Simd;
using static TrainingService.Compute.Cpu.Convolutions.Winograd.WinogradPoints;

namespace TrainingService.Compute.Cpu.Convolutions.Winograd;

/// <summary>
/// The weight gradient of a 3 × 3 convolution: the adjoint of <see cref="WinogradProduct"/>. Some tiles at a time, windows of x and cells of dy
/// are transformed and multiplied (36 matrix products, channels by tiles and tiles by filters); the sums over all tiles are transformed back.
/// </summary>
internal sealed unsafe record WinogradWeightGradient
{
    /// <summary>Tiles done together: the fewer, the more often the sums are fetched and stored; the more, the further away their transforms lie.</summary>
    private const int MostTiles = 42;

    /// <summary>As in <see cref="WinogradProduct"/>.</summary>
    private const int Skew = 16;

    /// <summary>Chunks wanted: each brings either sums of its own or transforms that others do as well.</summary>
    private const int ChunksWanted = 8;

    /// <summary>Most bytes of sums.</summary>
    private const long SumBytes = 10 << 20;

    public required InstructionSet Set { get; init; }

    public required WinogradTiles Tiles { get; init; }

    public required int Channels { get; init; }

    public required int Filters { get; init; }

    private PanelLayout Layout => new(Set, Filters);

    /// <summary>Few tiles are one block: sums are complete at once and need no place of their own.</summary>
    private Balance Blocks => Tiles.AreFew ? new Balance(1, Tiles.Count, 0) : Balance.Of(Tiles.Count, MostTiles);

    private bool AtOnce => Blocks.Parts == 1;

    /// <summary>Parts of the tiles with sums of their own. A function of shapes alone, as the order of summation follows from it.</summary>
    private int Splits
    {
        get
        {
            var splits = 1;
            while (splits * 2 <= Math.Min(ChunksWanted, Blocks.Parts) && splits * 2 * SumFloats * sizeof(float) <= SumBytes)
                splits *= 2;
            return splits;
        }
    }

    private int PanelGroups => Math.Min(Layout.Panels.Count, ChunksWanted / Splits);

    private int Chunks => Splits * PanelGroups;

    private int SumStride => RoundUp(Layout.Stored);

    /// <summary>Floats of all sums.</summary>
    private long SumFloats => (long)Positions * Channels * SumStride;

    /// <summary>Floats of the sums of one strip of channels and one panel.</summary>
    private int StripFloats => AtOnce ? Positions * MostRows * RoundUp(Layout.Panels[0].Width) : 0;

    private int MostRows => PanelLayout.MostRowsOf(Set, Layout.Panels.Max(panel => panel.Vectors));

    private int ImageStride => RoundUp(Channels) + Skew;

    private int OutputStride => RoundUp(Layout.Stored) + Skew;

    private long SlotFloats => ((long)Positions * Blocks.SizeOf(0) * (ImageStride + OutputStride)) + StripFloats + 64;

    /// <summary>Bytes of scratch.</summary>
    public long ScratchBytes => ((AtOnce ? 0 : Splits * SumFloats) + 64 + (Slots.CountOf(Chunks) * SlotFloats)) * sizeof(float);

    /// <summary>Appends the kernel calls.</summary>
    /// <param name="context">Memory.</param>
    /// <param name="image">Windows of x.</param>
    /// <param name="output">Cells of dy; zeros where tiles reach beyond.</param>
    /// <param name="gradient">dw.</param>
    public void Emit(IKernelContext context, TileGrid image, TileGrid output, float* gradient)
    {
        var layout = Layout;
        var rows = Balance.Of(Channels, MostRows);
        var panels = (OuterPanel*)context.Allocate(layout.Panels.Count * sizeof(OuterPanel));
        for (var p = 0; p < layout.Panels.Count; p++)
        {
            var panel = layout.Panels[p];
            panels[p] = new OuterPanel
            {
                Start = panel.Start,
                End = panel.Start + panel.Columns,
                Low = OuterKernels.Of(panel.Set, panel.Vectors, 1, rows.Size),
                High = OuterKernels.Of(panel.Set, panel.Vectors, 1, rows.Larger > 0 ? rows.Size + 1 : rows.Size),
            };
        }

        var job = (Job*)context.Allocate(sizeof(Job));
        *job = new Job
        {
            Image = image,
            Output = output,
            Panels = panels,
            PanelCount = layout.Panels.Count,
            Strips = rows,
            Blocks = Blocks,
            Splits = Splits,
            PanelGroups = PanelGroups,
            Plane = Blocks.SizeOf(0),
            ImageStride = ImageStride,
            OutputStride = OutputStride,
            Sums = (float*)context.Scratch,
            AtOnce = AtOnce,
            SumStride = AtOnce ? RoundUp(layout.Panels[0].Width) : SumStride,
            SumFloats = AtOnce ? 0 : (nint)SumFloats,
            Scratch = (float*)context.Scratch + (AtOnce ? 0 : Splits * SumFloats),
            SlotFloats = (nint)SlotFloats,
            SlotCount = Slots.CountOf(Chunks),
            Gradient = gradient,
            Channels = Channels,
            Filters = Filters,
            GradientChunks = (int)Math.Clamp(Splits * SumFloats / 65_536, 1, Math.Min(32, Channels)),
        };
        context.Emit((delegate*<void*, int, void>)KernelChoice.Of<SumChoice>(Set), job, Chunks);
        if (!AtOnce)
            context.Emit((delegate*<void*, int, void>)KernelChoice.Of<GradientChoice>(Set), job, job->GradientChunks);
    }

    private int RoundUp(int floats) => (floats + PanelLayout.WidthOf(Set) - 1) / PanelLayout.WidthOf(Set) * PanelLayout.WidthOf(Set);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sum<TI, TV>(void* arguments, int chunk)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var job = (Job*)arguments;
        var (split, group) = Math.DivRem(chunk, job->PanelGroups);
        var firstPanel = (int)((long)group * job->PanelCount / job->PanelGroups);
        var endPanel = (int)((long)(group + 1) * job->PanelCount / job->PanelGroups);
        var (start, columns) = (job->Panels[firstPanel].Start, job->Panels[endPanel - 1].End - job->Panels[firstPanel].Start);
        var slot = Slots.Take(&job->Busy, job->SlotCount);
        var windows = job->Scratch + (slot * job->SlotFloats);
        var cells = windows + ((nint)Positions * job->Plane * job->ImageStride);
        var (image, output) = (job->Image, job->Output);
        output.Start += start;
        var firstBlock = (int)((long)split * job->Blocks.Parts / job->Splits);
        var endBlock = (int)((long)(split + 1) * job->Blocks.Parts / job->Splits);
        for (var block = firstBlock; block < endBlock; block++)
        {
            var (first, count) = (job->Blocks.StartOf(block), job->Blocks.SizeOf(block));
            WinogradTileKernel.Input<TI, TV>(&image, first, count, windows, job->Plane * job->ImageStride, job->ImageStride);
            WinogradTileKernel.OutputGradient<TI, TV>(&output, first, count, columns, cells, job->Plane * job->OutputStride, job->OutputStride);
            var sum = new OuterSum { Images = 1, Rows = 1, Pixels = count, Lda = job->ImageStride, Ldb = job->OutputStride };
            if (job->AtOnce)
            {
                for (var panel = firstPanel; panel < endPanel; panel++)
                    MultiplyAndTransform<TI, TV>(job, job->Panels + panel, &sum, windows, cells - start, cells + ((nint)Positions * job->Plane * job->OutputStride));
                break;
            }

            var sums = job->Sums + (split * job->SumFloats);
            for (var position = 0; position < Positions; position++)
            {
                var a = windows + ((nint)position * job->Plane * job->ImageStride);
                var b = cells + ((nint)position * job->Plane * job->OutputStride) - start;
                for (var panel = firstPanel; panel < endPanel; panel++)
                    Multiply(job, job->Panels + panel, &sum, a, b, sums, block > firstBlock);
                sums += (nint)job->Channels * job->SumStride;
            }
        }

        Slots.Release(&job->Busy, slot);
    }

    /// <summary>A panel's gradients, strip by strip: sums over all tiles for all positions, then back.</summary>
    private static void MultiplyAndTransform<TI, TV>(Job* job, OuterPanel* panel, OuterSum* sum, float* windows, float* cells, float* sums)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        for (var strip = 0; strip < job->Strips.Parts; strip++)
        {
            var (row, rows) = (job->Strips.StartOf(strip), job->Strips.SizeOf(strip));
            var kernel = (delegate*<OuterSum*, float*, float*, float*, nint, int, bool, void>)(strip < job->Strips.Larger ? panel->High : panel->Low);
            nint plane = (nint)rows * job->SumStride;
            for (var position = 0; position < Positions; position++)
            {
                var a = windows + ((nint)position * job->Plane * job->ImageStride) + row;
                var b = cells + ((nint)position * job->Plane * job->OutputStride) + panel->Start;
                kernel(sum, a, b, sums + (position * plane), job->SumStride, panel->End - panel->Start, false);
            }

            TransformBack<TI, TV>(job, sums, plane, row, rows, panel->Start, panel->End);
        }
    }

    private static void Multiply(Job* job, OuterPanel* panel, OuterSum* sum, float* a, float* b, float* sums, bool accumulate)
    {
        for (var strip = 0; strip < job->Strips.Parts; strip++)
        {
            var row = job->Strips.StartOf(strip);
            var kernel = (delegate*<OuterSum*, float*, float*, float*, nint, int, bool, void>)(strip < job->Strips.Larger ? panel->High : panel->Low);
            kernel(sum, a + row, b + panel->Start, sums + ((nint)row * job->SumStride) + panel->Start, job->SumStride, panel->End - panel->Start, accumulate);
        }
    }

    /// <summary>Transforms the sums of some channels back.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Gradient<TI, TV>(void* arguments, int chunk)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var job = (Job*)arguments;
        var first = (int)((long)chunk * job->Channels / job->GradientChunks);
        var end = (int)((long)(chunk + 1) * job->Channels / job->GradientChunks);
        TransformBack<TI, TV>(job, job->Sums + (first * job->SumStride), job->Channels * job->SumStride, first, end - first, 0, job->Filters);
    }

    /// <summary>Adds up the parts' sums in their order and transforms them back, for some rows (channels) and columns (filters); sums[position · plane + row · stride + column].</summary>
    [SkipLocalsInit]
    private static void TransformBack<TI, TV>(Job* job, float* sums, nint plane, int firstRow, int rows, int firstColumn, int endColumn)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var buffer = stackalloc float[(3 + 1) * Window * TI.Width];
        var values = buffer + (3 * Window * TI.Width);
        nint tap = (nint)job->Channels * job->Filters;
        for (var row = 0; row < rows; row++)
        {
            for (var column = firstColumn; column < endColumn; column += TI.Width)
            {
                var source = sums + (row * job->SumStride) + (column - firstColumn);
                for (var j = 0; j < Window; j++)
                {
                    for (var i = 0; i < Window; i++)
                    {
                        var from = source + (((i * Window) + j) * plane);
                        var total = TI.Load(from);
                        for (var split = 1; split < job->Splits; split++)
                            total = TI.Add(total, TI.Load(from + (split * job->SumFloats)));
                        TI.Store(values + (i * TI.Width), total);
                    }

                    WinogradTransform.WeightGradient<TI, TV>(
                        TI.Load(values), TI.Load(values + TI.Width), TI.Load(values + (2 * TI.Width)),
                        TI.Load(values + (3 * TI.Width)), TI.Load(values + (4 * TI.Width)), TI.Load(values + (5 * TI.Width)),
                        out var g0, out var g1, out var g2);
                    TI.Store(buffer + (j * TI.Width), g0);
                    TI.Store(buffer + ((Window + j) * TI.Width), g1);
                    TI.Store(buffer + (((2 * Window) + j) * TI.Width), g2);
                }

                var there = Math.Min(endColumn - column, TI.Width);
                for (var i = 0; i < 3; i++)
                {
                    var line = buffer + (i * Window * TI.Width);
                    WinogradTransform.WeightGradient<TI, TV>(
                        TI.Load(line), TI.Load(line + TI.Width), TI.Load(line + (2 * TI.Width)),
                        TI.Load(line + (3 * TI.Width)), TI.Load(line + (4 * TI.Width)), TI.Load(line + (5 * TI.Width)),
                        out var g0, out var g1, out var g2);
                    var to = job->Gradient + (i * 3 * tap) + ((nint)(firstRow + row) * job->Filters) + column;
                    TI.StorePartial(to, g0, there);
                    TI.StorePartial(to + tap, g1, there);
                    TI.StorePartial(to + (2 * tap), g2, there);
                }
            }
        }
    }

    private struct OuterPanel
    {
        public int Start;
        public int End;

        /// <summary>Micro-kernels for strips of channels of the two heights.</summary>
        public nint Low;
        public nint High;
    }

    private struct Job
    {
        public TileGrid Image;
        public TileGrid Output;
        public OuterPanel* Panels;
        public int PanelCount;
        public Balance Strips;
        public Balance Blocks;
        public int Splits;
        public int PanelGroups;

        /// <summary>Tiles in a position's place.</summary>
        public int Plane;
        public nint ImageStride;
        public nint OutputStride;

        /// <summary>Whether sums are complete after the one block, strip by strip.</summary>
        public bool AtOnce;
        public float* Sums;
        public nint SumStride;
        public nint SumFloats;
        public float* Scratch;
        public nint SlotFloats;
        public int SlotCount;
        public long Busy;
        public float* Gradient;
        public int Channels;
        public int Filters;
        public int GradientChunks;
    }

    private readonly struct SumChoice : IKernelChoice
    {
        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<void*, int, void>)&Sum<TI, TV>;
    }

    private readonly struct GradientChoice : IKernelChoice
    {
        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<void*, int, void>)&Gradient<TI, TV>;
    }
}
