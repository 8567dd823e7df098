using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Pooling;
using TrainingService.Compute.Cpu.Rows;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Resampling;

/// <summary>A sparse matrix: the cells of row i are those from Starts[i] up to Starts[i + 1].</summary>
internal unsafe struct SparseRows
{
    public int* Starts;

    /// <summary>Floats from the axis's first cell.</summary>
    public nint* Offsets;
    public float* Weights;
}

internal unsafe struct ResampleArguments
{
    public RowOperand X;
    public RowOperand Y;
    public SparseRows Down;
    public SparseRows Across;
    public int Channels;
    public int Width;
    public int Height;
    public int Rows;
    public int RowsPerChunk;

    /// <summary>For each chunk room for one row of x.</summary>
    public float* Lines;
    public nint LineStride;

    /// <summary>Floats of a row of x.</summary>
    public int LineFloats;
}

/// <summary>
/// y = R · x · Qᵀ along the two axes of an image, channels in vectors; a chunk is a number of output rows. An output row's rows of x are put together first,
/// then the cells of that line. Where channels are no multiple of the vector, its rest falls into the next cell, which is written after; only at the end of a
/// row is it cut off.
/// </summary>
internal static unsafe class ResampleKernel
{
    public readonly struct Choice : IKernelChoice
    {
        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<void*, int, void>)&Run<TI, TV>;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TI, TV>(void* arguments, int chunk)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var args = (ResampleArguments*)arguments;
        var line = args->Lines + (chunk * args->LineStride);
        var end = Math.Min(args->Rows, (chunk + 1) * args->RowsPerChunk);
        for (var row = chunk * args->RowsPerChunk; row < end; row++)
        {
            var image = row / args->Height;
            var i = row - (image * args->Height);
            Down<TI, TV>(args, args->X.Start + (image * args->X.ImageStride), args->Down.Starts[i], args->Down.Starts[i + 1], line);
            Across<TI, TV>(args, line, args->Y.Start + (image * args->Y.ImageStride) + (i * args->Y.RowStride));
        }
    }

    /// <summary>The weighted sum of some rows of x.</summary>
    private static void Down<TI, TV>(ResampleArguments* args, float* x, int first, int end, float* line)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var floats = args->LineFloats;
        if (end - first == 2)
        {
            float* upper = x + args->Down.Offsets[first], lower = x + args->Down.Offsets[first + 1];
            TV a = TI.Broadcast(args->Down.Weights[first]), b = TI.Broadcast(args->Down.Weights[first + 1]);
            for (var k = 0; k < floats; k += TI.Width)
                TI.Store(line + k, TI.MultiplyAdd(TI.Load(lower + k), b, TI.Multiply(TI.Load(upper + k), a)));
            return;
        }

        for (var k = 0; k < floats; k += TI.Width)
        {
            var sum = TI.Zero;
            for (var down = first; down < end; down++)
                sum = TI.MultiplyAdd(TI.Load(x + args->Down.Offsets[down] + k), TI.Broadcast(args->Down.Weights[down]), sum);
            TI.Store(line + k, sum);
        }
    }

    private static void Across<TI, TV>(ResampleArguments* args, float* line, float* y)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var channels = args->Channels;
        var rowEnd = y + (args->Width * channels);
        for (var j = 0; j < args->Width; j++, y += channels)
        {
            var (first, end) = (args->Across.Starts[j], args->Across.Starts[j + 1]);
            if (end - first == 2)
            {
                float* left = line + args->Across.Offsets[first], right = line + args->Across.Offsets[first + 1];
                TV a = TI.Broadcast(args->Across.Weights[first]), b = TI.Broadcast(args->Across.Weights[first + 1]);
                for (var c = 0; c < channels; c += TI.Width)
                    PoolKernel.StoreInRow<TI, TV>(y + c, rowEnd, TI.MultiplyAdd(TI.Load(right + c), b, TI.Multiply(TI.Load(left + c), a)));
                continue;
            }

            for (var c = 0; c < channels; c += TI.Width)
            {
                var sum = TI.Zero;
                for (var across = first; across < end; across++)
                    sum = TI.MultiplyAdd(TI.Load(line + args->Across.Offsets[across] + c), TI.Broadcast(args->Across.Weights[across]), sum);
                PoolKernel.StoreInRow<TI, TV>(y + c, rowEnd, sum);
            }
        }
    }
}
