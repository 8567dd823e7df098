using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Normalization;

/// <summary>dγ and dβ: the chunks' shares in their order. A chunk here is a number of channels.</summary>
internal static unsafe class LayerNormSumsKernel
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
        var args = (LayerNormArguments*)arguments;
        var end = Math.Min(args->Grid.Channels, (chunk + 1) * args->ChannelsPerChunk);
        for (var c = chunk * args->ChannelsPerChunk; c < end; c += TI.Width)
        {
            TV scale = TI.Zero, offset = TI.Zero;
            for (var part = 0; part < args->Grid.Chunks; part++)
            {
                var sums = args->Partials + (2L * part * args->Stride) + c;
                scale = TI.Add(scale, TI.Load(sums));
                offset = TI.Add(offset, TI.Load(sums + args->Stride));
            }

            var count = Math.Min(TI.Width, end - c);
            if (args->ScaleGradient != null)
                TI.StorePartial(args->ScaleGradient + c, scale, count);
            if (args->OffsetGradient != null)
                TI.StorePartial(args->OffsetGradient + c, offset, count);
        }
    }
}
