using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Normalization;

/// <summary>
/// Mean and sum of squared distances from it for each channel over a block, in two passes while the block is in the second cache. A chunk is a block.
/// Four vectors of channels go together, or two of two neighbouring cells, so that memory is read from end to end; what is left goes one vector at a time.
/// </summary>
internal static unsafe class BlockMomentsKernel
{
    /// <summary>Cells summed before they join those before them.</summary>
    private const int CellsPerSum = 256;

    public readonly struct Choice : IKernelChoice
    {
        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<void*, int, void>)&Run<TI, TV>;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Run<TI, TV>(void* arguments, int chunk)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var args = (ChannelNormArguments*)arguments;
        var channels = args->Blocks.Channels;
        var (first, end) = args->Blocks.RowsOf(chunk);
        var stretches = args->Blocks.Stretches(first, end);
        var means = args->Partials + (2L * chunk * args->Blocks.Stride);
        var squares = means + args->Blocks.Stride;
        var share = 1f / Math.Max(args->Blocks.CountOf(chunk), 1);
        var perCell = TI.Broadcast(share);
        var c = 0;
        for (; c <= channels - (4 * TI.Width); c += 4 * TI.Width)
            Four<TI, TV>(args, first, end, stretches, c, share, means + c, squares + c, false);
        if (c + TI.Width < channels)
        {
            Four<TI, TV>(args, first, end, stretches, c, share, means + c, squares + c, true);
            c += 2 * TI.Width;
        }

        for (; c < channels; c += TI.Width)
        {
            var mean = TI.Multiply(Sum<TI, TV>(args, first, end, stretches, c), perCell);
            var (square, rest) = Squares<TI, TV>(args, first, end, stretches, c, mean);
            Store<TI, TV>(means + c, squares + c, channels - c, mean, square, rest, perCell);
        }
    }

    /// <summary>
    /// Four vectors of channels, or two of two cells at a time. Some cells are summed before they join those before them, which rounds less than one long sum.
    /// </summary>
    private static void Four<TI, TV>(
        ChannelNormArguments* args, int first, int end, int stretches, int c, float share, float* means, float* squares, bool arePairs)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var channels = args->Blocks.Channels;
        var (upper, cellsPerStep) = arePairs ? (channels, 2) : (2 * TI.Width, 1);
        var step = cellsPerStep * channels;
        var perCell = TI.Broadcast(share);
        TV mean0 = TI.Zero, mean1 = TI.Zero, mean2 = TI.Zero, mean3 = TI.Zero;
        for (var stretch = 0; stretch < stretches; stretch++)
        {
            var cell = args->X.Row(first + stretch, args->Blocks.RowsPerImage) + c;
            for (var left = args->Blocks.CellsOf(first + stretch, end); left > 0; left -= CellsPerSum)
            {
                TV sum0 = TI.Zero, sum1 = TI.Zero, sum2 = TI.Zero, sum3 = TI.Zero;
                var i = Math.Min(left, CellsPerSum);
                for (; i >= cellsPerStep; i -= cellsPerStep, cell += step)
                {
                    sum0 = TI.Add(sum0, TI.Load(cell));
                    sum1 = TI.Add(sum1, TI.Load(cell + TI.Width));
                    sum2 = TI.Add(sum2, TI.Load(cell + upper));
                    sum3 = TI.Add(sum3, TI.Load(cell + upper + TI.Width));
                }

                if (i > 0)
                    (sum0, sum1) = (TI.Add(sum0, TI.Load(cell)), TI.Add(sum1, TI.Load(cell + TI.Width)));
                (mean0, mean1, mean2, mean3) = (TI.Add(mean0, sum0), TI.Add(mean1, sum1), TI.Add(mean2, sum2), TI.Add(mean3, sum3));
            }
        }

        if (arePairs)
        {
            (mean0, mean1) = (TI.Add(mean0, mean2), TI.Add(mean1, mean3));
            (mean2, mean3) = (mean0, mean1);
        }

        (mean0, mean1, mean2, mean3) = (TI.Multiply(mean0, perCell), TI.Multiply(mean1, perCell), TI.Multiply(mean2, perCell), TI.Multiply(mean3, perCell));
        TV total0 = TI.Zero, total1 = TI.Zero, total2 = TI.Zero, total3 = TI.Zero, lost0 = TI.Zero, lost1 = TI.Zero, lost2 = TI.Zero, lost3 = TI.Zero;
        for (var stretch = 0; stretch < stretches; stretch++)
        {
            var cell = args->X.Row(first + stretch, args->Blocks.RowsPerImage) + c;
            for (var left = args->Blocks.CellsOf(first + stretch, end); left > 0; left -= CellsPerSum)
            {
                TV sum0 = TI.Zero, sum1 = TI.Zero, sum2 = TI.Zero, sum3 = TI.Zero;
                var i = Math.Min(left, CellsPerSum);
                for (; i >= cellsPerStep; i -= cellsPerStep, cell += step)
                {
                    var (d0, d1) = (TI.Subtract(TI.Load(cell), mean0), TI.Subtract(TI.Load(cell + TI.Width), mean1));
                    var (d2, d3) = (TI.Subtract(TI.Load(cell + upper), mean2), TI.Subtract(TI.Load(cell + upper + TI.Width), mean3));
                    (sum0, sum1, sum2, sum3) = (TI.MultiplyAdd(d0, d0, sum0), TI.MultiplyAdd(d1, d1, sum1), TI.MultiplyAdd(d2, d2, sum2), TI.MultiplyAdd(d3, d3, sum3));
                    (lost0, lost1, lost2, lost3) = (TI.Add(lost0, d0), TI.Add(lost1, d1), TI.Add(lost2, d2), TI.Add(lost3, d3));
                }

                if (i > 0)
                {
                    var (d0, d1) = (TI.Subtract(TI.Load(cell), mean0), TI.Subtract(TI.Load(cell + TI.Width), mean1));
                    (sum0, sum1) = (TI.MultiplyAdd(d0, d0, sum0), TI.MultiplyAdd(d1, d1, sum1));
                    (lost0, lost1) = (TI.Add(lost0, d0), TI.Add(lost1, d1));
                }

                (total0, total1, total2, total3) = (TI.Add(total0, sum0), TI.Add(total1, sum1), TI.Add(total2, sum2), TI.Add(total3, sum3));
            }
        }

        if (arePairs)
        {
            Store<TI, TV>(means, squares, channels - c, mean0, TI.Add(total0, total2), TI.Add(lost0, lost2), perCell);
            Store<TI, TV>(means + TI.Width, squares + TI.Width, channels - c - TI.Width, mean1, TI.Add(total1, total3), TI.Add(lost1, lost3), perCell);
            return;
        }

        Store<TI, TV>(means, squares, TI.Width, mean0, total0, lost0, perCell);
        Store<TI, TV>(means + TI.Width, squares + TI.Width, TI.Width, mean1, total1, lost1, perCell);
        Store<TI, TV>(means + upper, squares + upper, TI.Width, mean2, total2, lost2, perCell);
        Store<TI, TV>(means + upper + TI.Width, squares + upper + TI.Width, TI.Width, mean3, total3, lost3, perCell);
    }

    /// <summary>What rounding took from the mean showed in the second pass, and is given back to both.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TI, TV>(float* means, float* squares, int count, TV mean, TV square, TV rest, TV perCell)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var lost = TI.Multiply(rest, perCell);
        Lanes.Store<TI, TV>(means, TI.Add(mean, lost), count);
        Lanes.Store<TI, TV>(squares, TI.Subtract(square, TI.Multiply(rest, lost)), count);
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
