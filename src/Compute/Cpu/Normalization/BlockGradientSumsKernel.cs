using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Pooling;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Normalization;

/// <summary>Σ dy and Σ dy (x - m) for each channel over a block. A chunk is a block.</summary>
internal static unsafe class BlockGradientSumsKernel
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
        var means = args->Mean + ((long)(chunk / args->Blocks.BlocksPerSet) * channels);
        var sums = args->Partials + (2L * chunk * args->Blocks.Stride);
        var products = sums + args->Blocks.Stride;
        var c = 0;
        for (; c <= channels - (4 * TI.Width); c += 4 * TI.Width)
            Four<TI, TV>(args, first, end, stretches, c, means + c, sums + c, products + c, false);
        if (c + TI.Width < channels)
        {
            Four<TI, TV>(args, first, end, stretches, c, means + c, sums + c, products + c, true);
            c += 2 * TI.Width;
        }

        for (; c < channels; c += TI.Width)
        {
            var mean = TI.LoadPartial(means + c, Math.Min(TI.Width, channels - c));
            TV sum0 = TI.Zero, sum1 = TI.Zero, product0 = TI.Zero, product1 = TI.Zero;
            for (var stretch = 0; stretch < stretches; stretch++)
            {
                var x = args->X.Row(first + stretch, args->Blocks.RowsPerImage) + c;
                var dy = args->Y.Row(first + stretch, args->Blocks.RowsPerImage) + c;
                var cells = args->Blocks.CellsOf(first + stretch, end);
                var i = 0;
                for (; i <= cells - 2; i += 2, x += 2 * channels, dy += 2 * channels)
                {
                    var (g0, g1) = (TI.Load(dy), TI.Load(dy + channels));
                    sum0 = TI.Add(sum0, g0);
                    sum1 = TI.Add(sum1, g1);
                    product0 = TI.MultiplyAdd(g0, TI.Subtract(TI.Load(x), mean), product0);
                    product1 = TI.MultiplyAdd(g1, TI.Subtract(TI.Load(x + channels), mean), product1);
                }

                if (i < cells)
                {
                    sum0 = TI.Add(sum0, TI.Load(dy));
                    product0 = TI.MultiplyAdd(TI.Load(dy), TI.Subtract(TI.Load(x), mean), product0);
                }
            }

            PoolKernel.StoreInRow<TI, TV>(sums + c, sums + channels, TI.Add(sum0, sum1));
            PoolKernel.StoreInRow<TI, TV>(products + c, products + channels, TI.Add(product0, product1));
        }
    }

    /// <summary>
    /// Four vectors of channels, or two of two cells at a time, so that memory is read from end to end. Some cells are summed before they join those before them.
    /// </summary>
    private static void Four<TI, TV>(
        ChannelNormArguments* args, int first, int end, int stretches, int c, float* means, float* sums, float* products, bool arePairs)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var channels = args->Blocks.Channels;
        var (upper, cellsPerStep) = arePairs ? (channels, 2) : (2 * TI.Width, 1);
        var step = cellsPerStep * channels;
        var (mean0, mean1) = (TI.Load(means), Lanes.Load<TI, TV>(means + TI.Width, channels - c - TI.Width));
        var (mean2, mean3) = arePairs ? (mean0, mean1) : (TI.Load(means + upper), TI.Load(means + upper + TI.Width));
        TV total0 = TI.Zero, total1 = TI.Zero, total2 = TI.Zero, total3 = TI.Zero, sum0 = TI.Zero, sum1 = TI.Zero, sum2 = TI.Zero, sum3 = TI.Zero;
        for (var stretch = 0; stretch < stretches; stretch++)
        {
            var x = args->X.Row(first + stretch, args->Blocks.RowsPerImage) + c;
            var dy = args->Y.Row(first + stretch, args->Blocks.RowsPerImage) + c;
            for (var left = args->Blocks.CellsOf(first + stretch, end); left > 0; left -= CellsPerSum)
            {
                TV more0 = TI.Zero, more1 = TI.Zero, more2 = TI.Zero, more3 = TI.Zero;
                TV product0 = TI.Zero, product1 = TI.Zero, product2 = TI.Zero, product3 = TI.Zero;
                var i = Math.Min(left, CellsPerSum);
                for (; i >= cellsPerStep; i -= cellsPerStep, x += step, dy += step)
                {
                    var (g0, g1) = (TI.Load(dy), TI.Load(dy + TI.Width));
                    var (g2, g3) = (TI.Load(dy + upper), TI.Load(dy + upper + TI.Width));
                    (more0, more1, more2, more3) = (TI.Add(more0, g0), TI.Add(more1, g1), TI.Add(more2, g2), TI.Add(more3, g3));
                    product0 = TI.MultiplyAdd(g0, TI.Subtract(TI.Load(x), mean0), product0);
                    product1 = TI.MultiplyAdd(g1, TI.Subtract(TI.Load(x + TI.Width), mean1), product1);
                    product2 = TI.MultiplyAdd(g2, TI.Subtract(TI.Load(x + upper), mean2), product2);
                    product3 = TI.MultiplyAdd(g3, TI.Subtract(TI.Load(x + upper + TI.Width), mean3), product3);
                }

                if (i > 0)
                {
                    var (g0, g1) = (TI.Load(dy), TI.Load(dy + TI.Width));
                    (more0, more1) = (TI.Add(more0, g0), TI.Add(more1, g1));
                    product0 = TI.MultiplyAdd(g0, TI.Subtract(TI.Load(x), mean0), product0);
                    product1 = TI.MultiplyAdd(g1, TI.Subtract(TI.Load(x + TI.Width), mean1), product1);
                }

                (sum0, sum1, sum2, sum3) = (TI.Add(sum0, more0), TI.Add(sum1, more1), TI.Add(sum2, more2), TI.Add(sum3, more3));
                (total0, total1, total2, total3) = (TI.Add(total0, product0), TI.Add(total1, product1), TI.Add(total2, product2), TI.Add(total3, product3));
            }
        }

        if (arePairs)
        {
            Store<TI, TV>(sums, products, TI.Width, TI.Add(sum0, sum2), TI.Add(total0, total2));
            Store<TI, TV>(sums + TI.Width, products + TI.Width, channels - c - TI.Width, TI.Add(sum1, sum3), TI.Add(total1, total3));
            return;
        }

        Store<TI, TV>(sums, products, TI.Width, sum0, total0);
        Store<TI, TV>(sums + TI.Width, products + TI.Width, TI.Width, sum1, total1);
        Store<TI, TV>(sums + upper, products + upper, TI.Width, sum2, total2);
        Store<TI, TV>(sums + upper + TI.Width, products + upper + TI.Width, TI.Width, sum3, total3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TI, TV>(float* sums, float* products, int count, TV sum, TV product)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        Lanes.Store<TI, TV>(sums, sum, count);
        Lanes.Store<TI, TV>(products, product, count);
    }
}
