using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Losses;

/// <summary>-Σ t' log max(z, 1e-7); P0 is the smoothing. A chunk is a number of rows.</summary>
internal static unsafe class ProbabilityLossKernel
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
        var (n, smoothing) = (args->Outputs, args->P0);
        var end = Math.Min(args->Rows, (chunk + 1) * args->RowsPerChunk);
        for (var row = chunk * args->RowsPerChunk; row < end; row++)
        {
            var z = args->Z + (long)row * n;
            args->Predictions[row] = RowMaximum.IndexOf<TI, TV>(z, n, RowMaximum.Of<TI, TV>(z, n));
            if (!args->Counts(row))
                continue;
            var factor = args->FactorOf(row);
            var share = factor * *args->Share;
            var dz = args->Gradient == null ? null : args->Gradient + (long)row * n;
            var loss = args->Labels == null ? Wanted<TI, TV>(z, args->Numbers + (long)row * n, dz, n, smoothing, share)
                : smoothing > 0 ? Wanted<TI, TV>(z, null, dz, n, smoothing, share)
                : Unwanted<TI, TV>(z, dz, n);
            if (args->Labels != null)
            {
                var p = z[args->Labels[row]];
                loss -= (1 - smoothing) * MathF.Log(MathF.Max(p, DivergenceKernel.Least));
                if (dz != null && !(p < DivergenceKernel.Least))
                    dz[args->Labels[row]] -= share * (1 - smoothing) / p;
            }

            args->Loss[row] = factor * loss;
        }
    }

    /// <summary>Of targets, or without them of what smoothing alone wants of each output.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Wanted<TI, TV>(float* z, float* t, float* dz, int n, float smoothing, float share)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var (least, slope) = (TI.Broadcast(DivergenceKernel.Least), TI.Broadcast(-share));
        var (ofTarget, always) = (TI.Broadcast(1 - smoothing), TI.Broadcast(smoothing / n));
        var lanes = stackalloc float[16];
        var sum = TI.Zero;
        for (var i = 0; i < n; i += TI.Width)
        {
            var p = Lanes.Load<TI, TV>(z + i, n - i);
            var wanted = t == null ? always : TI.MultiplyAdd(ofTarget, Lanes.Load<TI, TV>(t + i, n - i), always);
            var term = TI.Multiply(wanted, VecMath.Log<TI, TV>(TI.Max(least, p)));
            if (n - i < TI.Width)
            {
                // Behind the row's end smoothing wants something too, so what counts is taken through memory that cuts it off.
                TI.Store(lanes, term);
                term = TI.LoadPartial(lanes, n - i);
            }

            sum = TI.Add(term, sum);
            if (dz != null)
                Lanes.Store<TI, TV>(dz + i, TI.SelectGreater(least, p, TI.Zero, TI.Divide(TI.Multiply(slope, wanted), p)), n - i);
        }

        return -TI.Sum(sum);
    }

    /// <summary>
    /// Outputs that are not wanted take no logarithm: 0 times it is 0, or NaN where that logarithm is infinite or NaN, and then so is 0 times the output.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Unwanted<TI, TV>(float* z, float* dz, int n)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var (least, sum) = (TI.Broadcast(DivergenceKernel.Least), TI.Zero);
        for (var i = 0; i < n; i += TI.Width)
        {
            var p = Lanes.Load<TI, TV>(z + i, n - i);
            sum = TI.MultiplyAdd(TI.Zero, TI.Max(least, p), sum);
            if (dz != null)
                Lanes.Store<TI, TV>(dz + i, TI.SelectEqual(p, p, TI.Zero, p), n - i);
        }

        return TI.Sum(sum);
    }
}
