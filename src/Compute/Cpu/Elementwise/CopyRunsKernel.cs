using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Rows;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Elementwise;

internal struct CopyRunsArguments
{
    public RowOperand X;
    public RowOperand Y;
    public int XRowElements;
    public int YRowElements;
    public int XRowsPerImage;
    public int YRowsPerImage;
    public int Run;
    public int Runs;
    public int RunsPerChunk;
}

/// <summary>Copies between two layouts of the same elements, run by run.</summary>
internal static unsafe class CopyRunsKernel
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
        var args = (CopyRunsArguments*)arguments;
        var end = Math.Min(args->Runs, (chunk + 1) * args->RunsPerChunk);
        for (var run = chunk * args->RunsPerChunk; run < end; run++)
        {
            var index = (long)run * args->Run;
            var x = At(args->X, index, args->XRowElements, args->XRowsPerImage);
            var y = At(args->Y, index, args->YRowElements, args->YRowsPerImage);
            for (var i = 0; i < args->Run; i += TI.Width)
            {
                var count = Math.Min(TI.Width, args->Run - i);
                TI.StorePartial(y + i, TI.LoadPartial(x + i, count), count);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float* At(RowOperand operand, long index, int rowElements, int rowsPerImage)
    {
        var row = index / rowElements;
        return operand.Row((int)row, rowsPerImage) + (index - row * rowElements);
    }
}
