using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Pooling;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Sequences;

/// <summary>Shares a row's gradient out among its real steps, or gives it to the first that holds the maximum; a chunk is a number of rows.</summary>
internal static unsafe class SequencePoolGradientKernel
{
    public readonly struct Choice<TG> : IKernelChoice
        where TG : struct, IPoolingGradient
    {
        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<void*, int, void>)&Run<TG, TI, TV>;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TG, TI, TV>(void* arguments, int chunk)
        where TG : struct, IPoolingGradient
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var args = (SequenceArguments*)arguments;
        var channels = args->Channels;
        var end = Math.Min(args->Rows, (chunk + 1) * args->RowsPerChunk);
        for (var row = chunk * args->RowsPerChunk; row < end; row++)
        {
            var steps = args->StepsOf(row);
            var start = (nint)row * args->Steps * channels;
            var share = TI.Broadcast(steps == 0 || TG.FirstEqualTakesAll ? 1 : 1f / steps);
            for (var c = 0; c < channels; c += TI.Width)
            {
                var count = Math.Min(TI.Width, channels - c);
                var rest = TI.Multiply(TI.Load(args->Result + ((nint)row * channels) + c), share);
                var dx = args->Sequence + start + c;
                for (var t = 0; t < args->Steps; t++, dx += channels)
                {
                    var part = t < steps ? rest : TI.Zero;
                    if (TG.FirstEqualTakesAll && t < steps)
                    {
                        var cell = TI.Load(args->SequenceValues + start + ((nint)t * channels) + c);
                        var largest = TI.Load(args->ResultValues + ((nint)row * channels) + c);
                        part = TI.SelectEqual(cell, largest, rest, TI.Zero);
                        rest = TI.SelectEqual(cell, largest, TI.Zero, rest);
                    }

                    TI.StorePartial(dx, part, count);
                }
            }
        }
    }
}
