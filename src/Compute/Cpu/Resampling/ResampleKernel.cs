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
}

/// <summary>
/// y = R · x · Qᵀ along the two axes of an image, channels in vectors; a chunk is a number of output rows. Where channels are no multiple of the
/// vector, its rest falls into the next cell, which is written after; only at the end of a row is it cut off.
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
        var channels = args->Channels;
        var end = Math.Min(args->Rows, (chunk + 1) * args->RowsPerChunk);
        for (var row = chunk * args->RowsPerChunk; row < end; row++)
        {
            var image = row / args->Height;
            var i = row - (image * args->Height);
            var x = args->X.Start + (image * args->X.ImageStride);
            var y = args->Y.Start + (image * args->Y.ImageStride) + (i * args->Y.RowStride);
            var rowEnd = y + (args->Width * channels);
            var (firstDown, endDown) = (args->Down.Starts[i], args->Down.Starts[i + 1]);
            for (var j = 0; j < args->Width; j++, y += channels)
            {
                var (firstAcross, endAcross) = (args->Across.Starts[j], args->Across.Starts[j + 1]);
                for (var c = 0; c < channels; c += TI.Width)
                {
                    var sum = TI.Zero;
                    for (var down = firstDown; down < endDown; down++)
                    {
                        var cells = x + args->Down.Offsets[down] + c;
                        var line = TI.Zero;
                        for (var across = firstAcross; across < endAcross; across++)
                            line = TI.MultiplyAdd(TI.Load(cells + args->Across.Offsets[across]), TI.Broadcast(args->Across.Weights[across]), line);
                        sum = TI.MultiplyAdd(line, TI.Broadcast(args->Down.Weights[down]), sum);
                    }

                    PoolKernel.StoreInRow<TI, TV>(y + c, rowEnd, sum);
                }
            }
        }
    }
}
