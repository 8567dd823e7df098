using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Losses;

/// <summary>Loss, prediction and gradient of a row while it is in the first cache; a chunk is a number of rows.</summary>
internal static unsafe class SoftmaxCrossEntropyKernel
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
        var args = (LossArguments*)arguments;
        var n = args->Outputs;
        var mean = 1f / args->Rows;
        var end = Math.Min(args->Rows, (chunk + 1) * args->RowsPerChunk);
        for (var row = chunk * args->RowsPerChunk; row < end; row++)
        {
            var z = args->Z + (long)row * n;
            var label = args->Labels[row];
            var largest = RowMaximum.Of<TI, TV>(z, n);
            args->Predictions[row] = RowMaximum.IndexOf(z, n, largest);
            if (args->Gradient == null)
            {
                args->Loss[row] = MathF.Log(Exponentials<TI, TV>(z, null, n, largest)) + (largest - z[label]);
                continue;
            }

            var dz = args->Gradient + (long)row * n;
            var sum = Exponentials<TI, TV>(z, dz, n, largest);
            args->Loss[row] = MathF.Log(sum) + (largest - z[label]);
            var factor = TI.Broadcast(mean / sum);
            var i = 0;
            for (; i <= n - TI.Width; i += TI.Width)
                TI.Store(dz + i, TI.Multiply(TI.Load(dz + i), factor));
            if (i < n)
                TI.StorePartial(dz + i, TI.Multiply(TI.LoadPartial(dz + i, n - i), factor), n - i);
            dz[label] -= mean;
        }
    }

    /// <summary>Σ e^(z - largest); the terms go to <paramref name="terms"/> unless it is null.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Exponentials<TI, TV>(float* z, float* terms, int n, float largest)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var sum = TI.Zero;
        var shift = TI.Broadcast(largest);
        var i = 0;
        for (; i <= n - TI.Width; i += TI.Width)
        {
            var term = VecMath.Exp<TI, TV>(TI.Subtract(TI.Load(z + i), shift));
            sum = TI.Add(sum, term);
            if (terms != null)
                TI.Store(terms + i, term);
        }

        var total = TI.Sum(sum);
        if (i == n)
            return total;

        // The lanes behind the last value hold e^0, so what counts is taken through memory that cuts them off.
        var lanes = stackalloc float[16];
        var rest = VecMath.Exp<TI, TV>(TI.Subtract(TI.LoadPartial(z + i, n - i), shift));
        if (terms != null)
            TI.StorePartial(terms + i, rest, n - i);
        TI.Store(lanes, rest);
        return total + TI.Sum(TI.LoadPartial(lanes, n - i));
    }
}
