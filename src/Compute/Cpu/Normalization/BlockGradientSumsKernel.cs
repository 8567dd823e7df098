using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Pooling;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Normalization;

/// <summary>Σ dy and Σ dy (x - m) for each channel over a block. A chunk is a block.</summary>
internal static unsafe class BlockGradientSumsKernel
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
        var means = args->Mean + ((long)(chunk / args->Blocks.BlocksPerSet) * channels);
        var sums = args->Partials + (2L * chunk * args->Blocks.Stride);
        var products = sums + args->Blocks.Stride;
        for (var c = 0; c < channels; c += TI.Width)
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
}
