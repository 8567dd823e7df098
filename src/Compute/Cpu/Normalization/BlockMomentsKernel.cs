using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Pooling;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Normalization;

/// <summary>
/// Mean and sum of squared distances from it for each channel over a block, in two passes while the block is in the second cache. A chunk is a block.
/// </summary>
internal static unsafe class BlockMomentsKernel
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
        var args = (ChannelNormArguments*)arguments;
        var channels = args->Blocks.Channels;
        var (first, end) = args->Blocks.RowsOf(chunk);
        var stretches = args->Blocks.Stretches(first, end);
        var means = args->Partials + (2L * chunk * args->Blocks.Stride);
        var squares = means + args->Blocks.Stride;
        var perCell = TI.Broadcast(1f / Math.Max(args->Blocks.CountOf(chunk), 1));
        for (var c = 0; c < channels; c += TI.Width)
        {
            var mean = TI.Multiply(Sum<TI, TV>(args, first, end, stretches, c), perCell);

            // What rounding took from the mean shows in the second pass, and is given back to both.
            var (square, rest) = Squares<TI, TV>(args, first, end, stretches, c, mean);
            var lost = TI.Multiply(rest, perCell);
            PoolKernel.StoreInRow<TI, TV>(means + c, means + channels, TI.Add(mean, lost));
            PoolKernel.StoreInRow<TI, TV>(squares + c, squares + channels, TI.Subtract(square, TI.Multiply(rest, lost)));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TV Sum<TI, TV>(ChannelNormArguments* args, int first, int end, int stretches, int c)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var channels = args->Blocks.Channels;
        TV sum0 = TI.Zero, sum1 = TI.Zero, sum2 = TI.Zero, sum3 = TI.Zero;
        for (var stretch = 0; stretch < stretches; stretch++)
        {
            var cell = args->X.Row(first + stretch, args->Blocks.RowsPerImage) + c;
            var cells = args->Blocks.CellsOf(first + stretch, end);
            var i = 0;
            for (; i <= cells - 4; i += 4, cell += 4 * channels)
            {
                sum0 = TI.Add(sum0, TI.Load(cell));
                sum1 = TI.Add(sum1, TI.Load(cell + channels));
                sum2 = TI.Add(sum2, TI.Load(cell + (2 * channels)));
                sum3 = TI.Add(sum3, TI.Load(cell + (3 * channels)));
            }

            for (; i < cells; i++, cell += channels)
                sum0 = TI.Add(sum0, TI.Load(cell));
        }

        return TI.Add(TI.Add(sum0, sum1), TI.Add(sum2, sum3));
    }

    /// <summary>Σ (x - mean)², and Σ (x - mean), which would be 0 without rounding.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (TV Sum, TV Lost) Squares<TI, TV>(ChannelNormArguments* args, int first, int end, int stretches, int c, TV mean)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var channels = args->Blocks.Channels;
        TV sum0 = TI.Zero, sum1 = TI.Zero, rest0 = TI.Zero, rest1 = TI.Zero;
        for (var stretch = 0; stretch < stretches; stretch++)
        {
            var cell = args->X.Row(first + stretch, args->Blocks.RowsPerImage) + c;
            var cells = args->Blocks.CellsOf(first + stretch, end);
            var i = 0;
            for (; i <= cells - 2; i += 2, cell += 2 * channels)
            {
                var (d0, d1) = (TI.Subtract(TI.Load(cell), mean), TI.Subtract(TI.Load(cell + channels), mean));
                sum0 = TI.MultiplyAdd(d0, d0, sum0);
                sum1 = TI.MultiplyAdd(d1, d1, sum1);
                rest0 = TI.Add(rest0, d0);
                rest1 = TI.Add(rest1, d1);
            }

            if (i < cells)
            {
                var d = TI.Subtract(TI.Load(cell), mean);
                sum0 = TI.MultiplyAdd(d, d, sum0);
                rest0 = TI.Add(rest0, d);
            }
        }

        return (TI.Add(sum0, sum1), TI.Add(rest0, rest1));
    }
}
