using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Sequences;

/// <summary>Copies a row's real steps and fills the others; a chunk is a number of rows.</summary>
internal static unsafe class SequenceMaskKernel
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
        var args = (SequenceArguments*)arguments;
        var fill = TI.Broadcast(args->Fill);
        var elements = args->Steps * args->Channels;
        var end = Math.Min(args->Rows, (chunk + 1) * args->RowsPerChunk);
        for (var row = chunk * args->RowsPerChunk; row < end; row++)
        {
            var real = args->StepsOf(row) * args->Channels;
            var x = args->Sequence + ((nint)row * elements);
            var y = args->Result + ((nint)row * elements);
            for (var i = 0; i < real; i += TI.Width)
                TI.StorePartial(y + i, TI.LoadPartial(x + i, Math.Min(TI.Width, real - i)), Math.Min(TI.Width, real - i));
            for (var i = real; i < elements; i += TI.Width)
                TI.StorePartial(y + i, fill, Math.Min(TI.Width, elements - i));
        }
    }
}
