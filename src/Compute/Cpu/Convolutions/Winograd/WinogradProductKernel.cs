using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Products;
using TrainingService.Compute.Cpu.Simd;
using static TrainingService.Compute.Cpu.Convolutions.Winograd.WinogradPoints;

namespace TrainingService.Compute.Cpu.Convolutions.Winograd;

/// <summary>What <see cref="WinogradProduct"/> does while a step runs.</summary>
internal static unsafe class WinogradProductKernel
{
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

    internal struct WinogradPanel
    {
        public int Start;
        public int Columns;
        public int Width;

        /// <summary>Floats of weights before it.</summary>
        public nint Weights;

        /// <summary>The micro-kernel for each number of rows.</summary>
        public nint* Kernels;
    }

    internal struct Job
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

    internal readonly struct BlockChoice : IKernelChoice
    {
        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<void*, int, void>)&RunBlocks<TI, TV>;
    }

    internal readonly struct WindowChoice : IKernelChoice
    {
        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<void*, int, void>)&TransformWindows<TI, TV>;
    }

    internal readonly struct PanelChoice : IKernelChoice
    {
        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<void*, int, void>)&RunPanels<TI, TV>;
    }
}
