using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Losses;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Activations;

/// <summary>Softmax of each cell while it is in the first cache; a chunk is a number of cells.</summary>
internal static unsafe class SoftmaxKernel
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
        var args = (SoftmaxArguments*)arguments;
        var n = args->Grid.Channels;
        var end = args->Grid.EndOf(chunk);
        for (var cell = args->Grid.FirstOf(chunk); cell < end; cell++)
        {
            var x = args->Grid.Cell(args->X, cell, n);
            var y = args->Grid.Cell(args->Y, cell, n);
            var largest = RowMaximum.Of<TI, TV>(x, n);
            var sum = RowExponentials.Of<TI, TV>(x, args->Log ? null : y, n, largest);
            if (args->Log)
            {
                var (shift, log) = (TI.Broadcast(largest), TI.Broadcast(MathF.Log(sum)));
                for (var i = 0; i < n; i += TI.Width)
                {
                    var count = Math.Min(TI.Width, n - i);
                    TI.StorePartial(y + i, TI.Subtract(TI.Subtract(TI.LoadPartial(x + i, count), shift), log), count);
                }
            }
            else
            {
                var factor = TI.Broadcast(1 / sum);
                for (var i = 0; i < n; i += TI.Width)
                {
                    var count = Math.Min(TI.Width, n - i);
                    TI.StorePartial(y + i, TI.Multiply(TI.LoadPartial(y + i, count), factor), count);
                }
            }
        }
    }
}
