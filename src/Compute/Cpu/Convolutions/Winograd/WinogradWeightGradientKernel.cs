using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.MicroKernels;
using TrainingService.Compute.Cpu.Products;
using TrainingService.Compute.Cpu.Simd;
using static TrainingService.Compute.Cpu.Convolutions.Winograd.WinogradPoints;

namespace TrainingService.Compute.Cpu.Convolutions.Winograd;

/// <summary>What <see cref="WinogradWeightGradient"/> does while a step runs.</summary>
internal static unsafe class WinogradWeightGradientKernel
{
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

    internal struct OuterPanel
    {
        public int Start;
        public int End;

        /// <summary>Micro-kernels for strips of channels of the two heights.</summary>
        public nint Low;
        public nint High;
    }

    internal struct Job
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

    internal readonly struct SumChoice : IKernelChoice
    {
        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<void*, int, void>)&Sum<TI, TV>;
    }

    internal readonly struct GradientChoice : IKernelChoice
    {
        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<void*, int, void>)&Gradient<TI, TV>;
    }
}
