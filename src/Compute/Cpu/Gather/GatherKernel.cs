using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Rows;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Gather;

internal unsafe struct GatherArguments
{
    public BatchSource* Batch;
    public RowOperand Value;

    /// <summary>Receives real steps, or null.</summary>
    public int* Lengths;
    public int Field;
    public int Images;
    public int Height;
    public int RowElements;
    public int ImagesPerChunk;

    /// <summary>Real steps of rows of a field that has no lengths.</summary>
    public int FullLength;
}

/// <summary>Copies one field of a batch's rows into a value, inside its halo; a chunk is a number of images.</summary>
internal static unsafe class GatherKernel
{
    /// <summary>Rows are read in random order, so that nothing but this fetches short ones ahead; within long ones the processor does.</summary>
    private const int RowsAhead = 24;
    private const int LongestFetched = 512;
    private const int LineBytes = 64;

    public readonly struct Choice<TF> : IKernelChoice
        where TF : struct, IFeatures
    {
        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<void*, int, void>)&Run<TF, TI, TV>;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TF, TI, TV>(void* arguments, int chunk)
        where TF : struct, IFeatures
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var args = (GatherArguments*)arguments;
        var field = args->Batch->Fields + args->Field;
        var end = Math.Min(args->Images, (chunk + 1) * args->ImagesPerChunk);
        var rowBytes = (long)args->Height * args->RowElements * TF.ElementBytes;
        var fetched = chunk * args->ImagesPerChunk;
        for (var image = fetched; image < end; image++)
        {
            for (; rowBytes <= LongestFetched && fetched < Math.Min(end, image + RowsAhead); fetched++)
                Fetch((byte*)field->Values + args->Batch->Rows[fetched] * rowBytes, rowBytes);
            long source = args->Batch->Rows[image];
            var element = source * args->Height * args->RowElements;
            for (var y = 0; y < args->Height; y++)
            {
                var destination = args->Value.Start + image * args->Value.ImageStride + y * args->Value.RowStride;
                TF.Convert<TI, TV>(field, element, y * args->RowElements, destination, args->RowElements);
            }

            if (args->Lengths != null)
                args->Lengths[image] = field->Lengths == null ? args->FullLength : field->Lengths[source];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fetch(byte* row, long bytes)
    {
        if (!Sse.IsSupported) return;
        for (var at = 0L; at < bytes; at += LineBytes) Sse.Prefetch0(row + at);
        Sse.Prefetch0(row + bytes - 1);
    }
}
