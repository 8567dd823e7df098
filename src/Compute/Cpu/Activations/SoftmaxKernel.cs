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
            var sum = Exponentials<TI, TV>(x, args->Log ? null : y, n, largest);
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

    /// <summary>Σ e^(x - largest); the terms go to <paramref name="terms"/> unless it is null.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Exponentials<TI, TV>(float* x, float* terms, int n, float largest)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var lanes = stackalloc float[16];
        var sum = TI.Zero;
        var shift = TI.Broadcast(largest);
        for (var i = 0; i < n; i += TI.Width)
        {
            var count = Math.Min(TI.Width, n - i);
            var term = VecMath.Exp<TI, TV>(TI.Subtract(TI.LoadPartial(x + i, count), shift));
            if (count < TI.Width)
            {
                // The lanes behind the last value hold something too, so what counts is taken through memory that cuts them off.
                TI.Store(lanes, term);
                term = TI.LoadPartial(lanes, count);
            }

            sum = TI.Add(sum, term);
            if (terms != null)
                TI.StorePartial(terms + i, term, count);
        }

        return TI.Sum(sum);
    }
}
