using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Pooling;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Sequences;

/// <summary>One vector of channels at a time over a row's real steps; a chunk is a number of rows.</summary>
internal static unsafe class SequencePoolKernel
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
        var args = (SequenceArguments*)arguments;
        var channels = args->Channels;
        var end = Math.Min(args->Rows, (chunk + 1) * args->RowsPerChunk);
        for (var row = chunk * args->RowsPerChunk; row < end; row++)
        {
            var steps = args->StepsOf(row);
            var x = args->Sequence + ((nint)row * args->Steps * channels);
            var y = args->Result + ((nint)row * channels);
            var scale = TI.Broadcast(steps == 0 ? 0 : TP.Scale(steps));
            for (var c = 0; c < channels; c += TI.Width)
            {
                var result = TI.Broadcast(steps == 0 ? 0 : TP.Start);
                for (var t = 0; t < steps; t++)
                    result = TP.Combine<TI, TV>(result, TI.Load(x + ((nint)t * channels) + c));
                TI.StorePartial(y + c, TI.Multiply(result, scale), Math.Min(TI.Width, channels - c));
            }
        }
    }
}
