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
            Four<TI, TV>(args, first, end, stretches, c, means + c, sums + c, products + c);
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

    /// <summary>Four vectors of channels, so that memory is read from end to end. Some cells are summed before they join those before them.</summary>
    private static void Four<TI, TV>(ChannelNormArguments* args, int first, int end, int stretches, int c, float* means, float* sums, float* products)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var channels = args->Blocks.Channels;
        var (mean0, mean1) = (TI.Load(means), TI.Load(means + TI.Width));
        var (mean2, mean3) = (TI.Load(means + (2 * TI.Width)), TI.Load(means + (3 * TI.Width)));
        Clear<TI, TV>(sums);
        Clear<TI, TV>(products);
        for (var stretch = 0; stretch < stretches; stretch++)
        {
            var x = args->X.Row(first + stretch, args->Blocks.RowsPerImage) + c;
            var dy = args->Y.Row(first + stretch, args->Blocks.RowsPerImage) + c;
            for (var left = args->Blocks.CellsOf(first + stretch, end); left > 0; left -= CellsPerSum)
            {
                TV sum0 = TI.Zero, sum1 = TI.Zero, sum2 = TI.Zero, sum3 = TI.Zero;
                TV product0 = TI.Zero, product1 = TI.Zero, product2 = TI.Zero, product3 = TI.Zero;
                for (var i = Math.Min(left, CellsPerSum); i > 0; i--, x += channels, dy += channels)
                {
                    var (g0, g1) = (TI.Load(dy), TI.Load(dy + TI.Width));
                    var (g2, g3) = (TI.Load(dy + (2 * TI.Width)), TI.Load(dy + (3 * TI.Width)));
                    (sum0, sum1, sum2, sum3) = (TI.Add(sum0, g0), TI.Add(sum1, g1), TI.Add(sum2, g2), TI.Add(sum3, g3));
                    product0 = TI.MultiplyAdd(g0, TI.Subtract(TI.Load(x), mean0), product0);
                    product1 = TI.MultiplyAdd(g1, TI.Subtract(TI.Load(x + TI.Width), mean1), product1);
                    product2 = TI.MultiplyAdd(g2, TI.Subtract(TI.Load(x + (2 * TI.Width)), mean2), product2);
                    product3 = TI.MultiplyAdd(g3, TI.Subtract(TI.Load(x + (3 * TI.Width)), mean3), product3);
                }

                Add<TI, TV>(sums, sum0, sum1, sum2, sum3);
                Add<TI, TV>(products, product0, product1, product2, product3);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Clear<TI, TV>(float* sums)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        for (var i = 0; i < 4; i++)
            TI.Store(sums + (i * TI.Width), TI.Zero);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<TI, TV>(float* sums, TV a, TV b, TV c, TV d)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        TI.Store(sums, TI.Add(TI.Load(sums), a));
        TI.Store(sums + TI.Width, TI.Add(TI.Load(sums + TI.Width), b));
        TI.Store(sums + (2 * TI.Width), TI.Add(TI.Load(sums + (2 * TI.Width)), c));
        TI.Store(sums + (3 * TI.Width), TI.Add(TI.Load(sums + (3 * TI.Width)), d));
    }
}
