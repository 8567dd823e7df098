using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Pooling;

/// <summary>What a pooling window does with its cells.</summary>
internal interface IPooling
{
    /// <summary>The result of no cells.</summary>
    static abstract float Start { get; }

    /// <summary>The result of the cells so far and one more.</summary>
    static abstract TV Combine<TI, TV>(TV sofar, TV cell)
        where TI : struct, ISimd<TV>
        where TV : struct;

    /// <summary>The factor on the result of a number of cells.</summary>
    static abstract float Scale(int cells);
}

/// <summary>
/// Pooling forward; a chunk is a number of output rows. Channels are taken a vector at a time. Where they are no multiple of it, the vector's
/// rest falls into the next cell, which is written after; only at the end of a row is it cut off.
/// </summary>
internal static unsafe class PoolKernel
{
    public readonly struct Choice<TP> : IKernelChoice
        where TP : struct, IPooling
    {
        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<void*, int, void>)&Run<TP, TI, TV>;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TP, TI, TV>(void* arguments, int chunk)
        where TP : struct, IPooling
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var args = (PoolArguments*)arguments;
        var end = Math.Min(args->Rows, (chunk + 1) * args->RowsPerChunk);
        for (var row = chunk * args->RowsPerChunk; row < end; row++)
        {
            var image = row / args->OutputHeight;
            var i = row - image * args->OutputHeight;
            var x = args->Image.Start + image * args->Image.ImageStride;
            var y = args->Output.Start + image * args->Output.ImageStride + i * args->Output.RowStride;
            if (args->IsTwoByTwo)
                TwoByTwo<TP, TI, TV>(args, x + 2 * i * args->Image.RowStride, y);
            else
                AnyWindow<TP, TI, TV>(args, x, y, i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TwoByTwo<TP, TI, TV>(PoolArguments* args, float* x, float* y)
        where TP : struct, IPooling
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var channels = args->Channels;
        var below = args->Image.RowStride;
        var rowEnd = y + args->OutputWidth * channels;
        var scale = TI.Broadcast(TP.Scale(4));
        for (; y < rowEnd; x += 2 * channels, y += channels)
        {
            for (var c = 0; c < channels; c += TI.Width)
            {
                var result = TP.Combine<TI, TV>(TI.Load(x + c), TI.Load(x + c + channels));
                result = TP.Combine<TI, TV>(result, TI.Load(x + c + below));
                result = TP.Combine<TI, TV>(result, TI.Load(x + c + below + channels));
                StoreInRow<TI, TV>(y + c, rowEnd, TP.Scale(4) == 1 ? result : TI.Multiply(result, scale));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AnyWindow<TP, TI, TV>(PoolArguments* args, float* x, float* y, int i)
        where TP : struct, IPooling
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var window = args->Window;
        var channels = args->Channels;
        var top = i * window.StrideY - window.Top;
        var (k0, k1) = args->RowsInside(top);
        var rowEnd = y + args->OutputWidth * channels;
        for (var j = 0; j < args->OutputWidth; j++, y += channels)
        {
            var left = j * window.StrideX - window.Left;
            var (l0, l1) = args->ColumnsInside(left);
            var cells = (k1 - k0) * (l1 - l0);
            var scale = TI.Broadcast(cells <= 0 ? 0 : TP.Scale(cells));
            for (var c = 0; c < channels; c += TI.Width)
            {
                var result = TI.Broadcast(TP.Start);
                for (var k = k0; k < k1; k++)
                {
                    var cell = x + (top + k * window.DilationY) * args->Image.RowStride + (left + l0 * window.DilationX) * channels + c;
                    for (var l = l0; l < l1; l++, cell += window.DilationX * channels)
                        result = TP.Combine<TI, TV>(result, TI.Load(cell));
                }

                StoreInRow<TI, TV>(y + c, rowEnd, TP.Scale(4) == 1 ? result : TI.Multiply(result, scale));
            }
        }
    }

    /// <summary>Stores a vector, cut off at the end of the row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void StoreInRow<TI, TV>(float* destination, float* rowEnd, TV value)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        if (destination + TI.Width <= rowEnd)
            TI.Store(destination, value);
        else
            TI.StorePartial(destination, value, (int)(rowEnd - destination));
    }
}
