using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Losses;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Activations;

/// <summary>What <see cref="SoftmaxKernel"/> computes, for short cells: a vector's worth of cells at a time, a cell to a lane. y may be x.</summary>
internal static unsafe class ShortSoftmaxKernel
{
    public readonly struct Choice : IKernelChoice
    {
        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<void*, int, void>)&Run<TI, TV>;
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TI, TV>(void* arguments, int chunk)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var args = (SoftmaxArguments*)arguments;
        var n = args->Grid.Channels;
        var panel = stackalloc float[RowPanel.MostOutputs * TI.Width];
        var end = args->Grid.EndOf(chunk);
        for (var cell = args->Grid.FirstOf(chunk); cell < end;)
        {
            var count = Math.Min(TI.Width, args->Grid.SideBySide(cell, end));
            RowPanel.Fill(args->Grid.Cell(args->X, cell, n), n, count, panel);
            var largest = RowPanel.Largest<TI, TV>(panel, n, count);
            if (args->Log)
            {
                var sum = TI.Zero;
                for (var o = 0; o < n; o++)
                    sum = TI.Add(sum, VecMath.Exp<TI, TV>(TI.Subtract(Lanes.Load<TI, TV>(panel + ((nint)o * count), count), largest)));
                var log = VecMath.Log<TI, TV>(sum);
                for (var o = 0; o < n; o++)
                {
                    var at = panel + ((nint)o * count);
                    Lanes.Store<TI, TV>(at, TI.Subtract(TI.Subtract(Lanes.Load<TI, TV>(at, count), largest), log), count);
                }
            }
            else
            {
                var factor = TI.Divide(TI.Broadcast(1f), RowPanel.Exponentials<TI, TV>(panel, n, count, largest));
                for (var o = 0; o < n; o++)
                {
                    var at = panel + ((nint)o * count);
                    Lanes.Store<TI, TV>(at, TI.Multiply(Lanes.Load<TI, TV>(at, count), factor), count);
                }
            }

            RowPanel.Empty(panel, n, count, args->Grid.Cell(args->Y, cell, n));
            cell += count;
        }
    }
}
