using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Elementwise;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Normalization;

/// <summary>y = f((x - mean) · scale + offset), 0 in cells that do not count; a chunk is a block. y may be x.</summary>
internal static unsafe class NormalizeKernel
{
    public readonly struct Choice<TF> : IKernelChoice
        where TF : struct, IMap
    {
        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<void*, int, void>)&Run<TF, TI, TV>;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Run<TF, TI, TV>(void* arguments, int chunk)
        where TF : struct, IMap
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var args = (ChannelNormArguments*)arguments;
        var period = args->Blocks.Period;
        var mean = args->Factors + ((long)(chunk / args->Blocks.BlocksPerSet) * MergeMomentsKernel.Factors * period);
        var scale = mean + period;
        var offset = scale + period;
        var slope = TI.Broadcast(args->Slope);
        var (first, end) = args->Blocks.RowsOf(chunk);
        var stretches = args->Blocks.Stretches(first, end);
        for (var stretch = 0; stretch < stretches; stretch++)
        {
            var x = args->X.Row(first + stretch, args->Blocks.RowsPerImage);
            var y = args->Y.Row(first + stretch, args->Blocks.RowsPerImage);
            var n = args->Blocks.CellsOf(first + stretch, end) * args->Blocks.Channels;
            var (i, p) = (0, 0);
            for (; i <= n - TI.Width; i += TI.Width)
            {
                var centered = TI.Subtract(TI.Load(x + i), TI.Load(mean + p));
                TI.Store(y + i, TF.Apply<TI, TV>(TI.MultiplyAdd(centered, TI.Load(scale + p), TI.Load(offset + p)), slope));
                p += TI.Width;
                p = p == period ? 0 : p;
            }

            if (i < n)
            {
                var centered = TI.Subtract(TI.LoadPartial(x + i, n - i), TI.Load(mean + p));
                TI.StorePartial(y + i, TF.Apply<TI, TV>(TI.MultiplyAdd(centered, TI.Load(scale + p), TI.Load(offset + p)), slope), n - i);
            }

            if (args->Blocks.Lengths != null)
                new Span<float>(y + n, (args->Blocks.CellsPerRow * args->Blocks.Channels) - n).Clear();
        }
    }
}
