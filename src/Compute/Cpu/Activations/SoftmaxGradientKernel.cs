using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Activations;

/// <summary>dx = y (dy - Σ dy y), or dy - e^y Σ dy, of each cell; a chunk is a number of cells.</summary>
internal static unsafe class SoftmaxGradientKernel
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
            var dy = args->Grid.Cell(args->X, cell, n);
            var y = args->Grid.Cell(args->Y, cell, n);
            var dx = args->Grid.Cell(args->Gradient, cell, n);
            var sums = TI.Zero;
            for (var i = 0; i < n; i += TI.Width)
            {
                var count = Math.Min(TI.Width, n - i);
                var gradient = TI.LoadPartial(dy + i, count);
                sums = args->Log ? TI.Add(gradient, sums) : TI.MultiplyAdd(gradient, TI.LoadPartial(y + i, count), sums);
            }

            var sum = TI.Broadcast(TI.Sum(sums));
            for (var i = 0; i < n; i += TI.Width)
            {
                var count = Math.Min(TI.Width, n - i);
                var (gradient, output) = (TI.LoadPartial(dy + i, count), TI.LoadPartial(y + i, count));
                var result = args->Log
                    ? TI.Subtract(gradient, TI.Multiply(VecMath.Exp<TI, TV>(output), sum))
                    : TI.Multiply(output, TI.Subtract(gradient, sum));
                TI.StorePartial(dx + i, result, count);
            }
        }
    }
}
