using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Normalization;

/// <summary>dx = a dy - b - (x - m) c, 0 in cells that do not count; a chunk is a block.</summary>
internal static unsafe class InputGradientKernel
{
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
        var period = args->Blocks.Period;
        var mean = args->Factors + ((long)(chunk / args->Blocks.BlocksPerSet) * MergeGradientSumsKernel.Factors * period);
        var (first, end) = args->Blocks.RowsOf(chunk);
        var stretches = args->Blocks.Stretches(first, end);
        for (var stretch = 0; stretch < stretches; stretch++)
        {
            var x = args->X.Row(first + stretch, args->Blocks.RowsPerImage);
            var dy = args->Y.Row(first + stretch, args->Blocks.RowsPerImage);
            var dx = args->Dx.Row(first + stretch, args->Blocks.RowsPerImage);
            var n = args->Blocks.CellsOf(first + stretch, end) * args->Blocks.Channels;
            var (i, p) = (0, 0);
            for (; i <= n - TI.Width; i += TI.Width)
            {
                TI.Store(dx + i, Of<TI, TV>(TI.Load(dy + i), TI.Load(x + i), mean + p, period));
                p += TI.Width;
                p = p == period ? 0 : p;
            }

            if (i < n)
                TI.StorePartial(dx + i, Of<TI, TV>(TI.LoadPartial(dy + i, n - i), TI.LoadPartial(x + i, n - i), mean + p, period), n - i);
            if (args->Blocks.Lengths != null)
                new Span<float>(dx + n, (args->Blocks.CellsPerRow * args->Blocks.Channels) - n).Clear();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TV Of<TI, TV>(TV dy, TV x, float* factors, int period)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var own = TI.Subtract(TI.Multiply(TI.Load(factors + period), dy), TI.Load(factors + (2 * period)));
        return TI.Subtract(own, TI.Multiply(TI.Subtract(x, TI.Load(factors)), TI.Load(factors + (3 * period))));
    }
}
