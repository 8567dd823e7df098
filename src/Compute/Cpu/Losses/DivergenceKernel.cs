using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Losses;

/// <summary>Σ t log(t / p), or reversed (mode 1) Σ p log(p / t); p = softmax(z) in form 1, else z. A chunk is a number of rows.</summary>
internal static unsafe class DivergenceKernel
{
    /// <summary>Logarithms are taken of at least this.</summary>
    public const float Least = 1e-7f;

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
        var end = Math.Min(args->Rows, (chunk + 1) * args->RowsPerChunk);
        var share = *args->Share;
        for (var row = chunk * args->RowsPerChunk; row < end; row++)
        {
            var z = args->Z + (long)row * n;
            var t = args->Numbers + (long)row * n;
            var dz = args->Gradient == null ? null : args->Gradient + (long)row * n;
            var largest = RowMaximum.Of<TI, TV>(z, n);
            args->Predictions[row] = RowMaximum.IndexOf<TI, TV>(z, n, largest);
            args->Loss[row] = (args->Mode, args->Form) switch
            {
                (1, 1) => LogitDivergence.Reversed<TI, TV>(z, t, dz, n, largest, share),
                (1, _) => Reversed<TI, TV>(z, t, dz, n, share),
                (_, 1) => LogitDivergence.Forward<TI, TV>(z, t, dz, n, largest, share),
                _ => Forward<TI, TV>(z, t, dz, n, share),
            };
        }
    }

    /// <summary>One logarithm, of the quotient, in place of two.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Forward<TI, TV>(float* z, float* t, float* dz, int n, float share)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var (least, slope, loss) = (TI.Broadcast(Least), TI.Broadcast(-share), TI.Zero);
        for (var i = 0; i < n; i += TI.Width)
        {
            var (p, wanted) = (Lanes.Load<TI, TV>(z + i, n - i), Lanes.Load<TI, TV>(t + i, n - i));
            var quotient = TI.Divide(wanted, TI.Max(least, p));
            var term = TI.Multiply(wanted, VecMath.Log<TI, TV>(quotient));
            loss = TI.Add(TI.SelectGreater(wanted, TI.Zero, term, TI.Zero), loss);
            if (dz != null)
                Lanes.Store<TI, TV>(dz + i, TI.SelectGreater(least, p, TI.Zero, TI.Multiply(slope, quotient)), n - i);
        }

        return TI.Sum(loss);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Reversed<TI, TV>(float* z, float* t, float* dz, int n, float share)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var (least, one, factor, loss) = (TI.Broadcast(Least), TI.Broadcast(1f), TI.Broadcast(share), TI.Zero);
        for (var i = 0; i < n; i += TI.Width)
        {
            var (p, wanted) = (Lanes.Load<TI, TV>(z + i, n - i), Lanes.Load<TI, TV>(t + i, n - i));
            var ratio = VecMath.Log<TI, TV>(TI.Divide(TI.Max(least, p), TI.Max(least, wanted)));

            // Behind the row's end p is 0 and the ratio that of equals.
            loss = TI.MultiplyAdd(p, ratio, loss);
            if (dz != null)
                Lanes.Store<TI, TV>(dz + i, TI.Multiply(factor, TI.Add(ratio, TI.SelectGreater(least, p, TI.Zero, one))), n - i);
        }

        return TI.Sum(loss);
    }
}
