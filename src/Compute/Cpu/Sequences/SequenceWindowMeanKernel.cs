using System.Runtime.CompilerServices;
using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Rows;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Ops.Sequences;

namespace TrainingService.Compute.Cpu.Sequences;

/// <summary>Scales each window's mean by the share of its cells that are real; a chunk is a number of rows.</summary>
internal static unsafe class SequenceWindowMeanKernel
{
    public static void Emit(InstructionSet set, SequenceWindowMeanOp op, IKernelContext context, SequenceArguments sequence) =>
        context.Emit<Choice, Arguments>(set, new Arguments { Sequence = sequence, Kernel = op.Kernel, Stride = op.Stride, Before = op.Before, Steps = op.Steps }, sequence.Chunks);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TI, TV>(void* arguments, int chunk)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var args = (Arguments*)arguments;
        var sequence = &args->Sequence;
        var channels = sequence->Channels;
        var end = Math.Min(sequence->Rows, (chunk + 1) * sequence->RowsPerChunk);
        for (var row = chunk * sequence->RowsPerChunk; row < end; row++)
        {
            var real = Math.Clamp(sequence->Lengths[row], 0, args->Steps);
            for (var i = 0; i < sequence->Steps; i++)
            {
                var first = Math.Max((i * args->Stride) - args->Before, 0);
                var last = (i * args->Stride) - args->Before + args->Kernel;
                var counted = Math.Min(last, args->Steps) - first;
                var inside = Math.Min(last, real) - first;
                var scale = TI.Broadcast(inside <= 0 ? 0 : (float)counted / inside);
                var at = (((nint)row * sequence->Steps) + i) * channels;
                for (var c = 0; c < channels; c += TI.Width)
                {
                    var count = Math.Min(TI.Width, channels - c);
                    TI.StorePartial(sequence->Result + at + c, TI.Multiply(TI.LoadPartial(sequence->Sequence + at + c, count), scale), count);
                }
            }
        }
    }

    private struct Arguments
    {
        public SequenceArguments Sequence;
        public int Kernel;
        public int Stride;
        public int Before;
        public int Steps;
    }

    private readonly struct Choice : IKernelChoice
    {
        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<void*, int, void>)&Run<TI, TV>;
    }
}
