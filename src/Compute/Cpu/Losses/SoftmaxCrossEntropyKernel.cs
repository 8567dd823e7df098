using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Losses;

/// <summary>
/// Loss, prediction and gradient of a row while it is in the first cache; a chunk is a number of rows. With labels, soft targets or smoothing; or,
/// in mode 1, the focal loss of labels.
/// </summary>
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
        var end = Math.Min(args->Rows, (chunk + 1) * args->RowsPerChunk);
        for (var row = chunk * args->RowsPerChunk; row < end; row++)
        {
            var z = args->Z + (long)row * n;
            var largest = RowMaximum.Of<TI, TV>(z, n);
            args->Predictions[row] = RowMaximum.IndexOf<TI, TV>(z, n, largest);
            if (!args->Counts(row))
                continue;
            var dz = args->Gradient == null ? null : args->Gradient + (long)row * n;
            var sum = RowExponentials.Of<TI, TV>(z, dz, n, largest);
            if (args->Labels == null)
                Soft<TI, TV>(args, row, z, dz, largest, sum);
            else
                Labelled<TI, TV>(args, row, z, dz, largest, sum);
        }
    }

    private static void Labelled<TI, TV>(LossArguments* args, int row, float* z, float* dz, float largest, float sum)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var (n, label, smoothing) = (args->Outputs, args->Labels[row], args->P0);
        var factor = args->FactorOf(row);
        var loss = MathF.Log(sum) + (largest - z[label]);
        if (args->Mode == 1)
        {
            // d/dz_j of -(1-p)^γ log p is (p_j - [j = label]) · ((1-p)^γ - γ (1-p)^(γ-1) p log p).
            var (p, gamma) = (MathF.Exp(-loss), args->P1);
            var rest = MathF.Max(1 - p, 1e-30f);
            var power = gamma == 0 ? 1 : MathF.Pow(rest, gamma);
            args->Loss[row] = factor * power * loss;
            factor *= power + (gamma == 0 ? 0 : gamma * power / rest * p * loss);
        }
        else if (smoothing > 0)
        {
            var total = Distances<TI, TV>(z, n, largest);
            args->Loss[row] = factor * (MathF.Log(sum) + ((1 - smoothing) * (largest - z[label])) + (smoothing / n * total));
        }
        else
        {
            args->Loss[row] = factor * loss;
        }

        if (dz == null)
            return;
        var share = *args->Share * factor;
        Scale<TI, TV>(dz, n, share / sum, share * smoothing / n);
        dz[label] -= share * (1 - smoothing);
    }

    /// <summary>Σ (largest - z).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Distances<TI, TV>(float* z, int n, float largest)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var (i, sums, from) = (0, TI.Zero, TI.Broadcast(largest));
        for (; i <= n - TI.Width; i += TI.Width)
            sums = TI.Add(sums, TI.Subtract(from, TI.Load(z + i)));
        var sum = TI.Sum(sums);
        for (; i < n; i++)
            sum += largest - z[i];
        return sum;
    }

    private static void Soft<TI, TV>(LossArguments* args, int row, float* z, float* dz, float largest, float sum)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var (n, smoothing) = (args->Outputs, args->P0);
        var t = args->Numbers + (long)row * n;
        var (ofTarget, always, from) = (TI.Broadcast(1 - smoothing), TI.Broadcast(smoothing / n), TI.Broadcast(largest));
        TV totals = TI.Zero, losses = TI.Zero;
        var i = 0;
        for (; i <= n - TI.Width; i += TI.Width)
        {
            var wanted = TI.MultiplyAdd(ofTarget, TI.Load(t + i), always);
            totals = TI.Add(totals, wanted);
            losses = TI.MultiplyAdd(wanted, TI.Subtract(from, TI.Load(z + i)), losses);
        }

        var (total, loss) = (TI.Sum(totals), TI.Sum(losses));
        for (; i < n; i++)
        {
            var wanted = ((1 - smoothing) * t[i]) + (smoothing / n);
            total += wanted;
            loss += wanted * (largest - z[i]);
        }

        args->Loss[row] = loss + (total * MathF.Log(sum));
        if (dz == null)
            return;
        var share = *args->Share;
        var (scale, less) = (TI.Broadcast(share * total / sum), TI.Broadcast(share));
        for (i = 0; i < n; i += TI.Width)
        {
            var wanted = TI.MultiplyAdd(ofTarget, Lanes.Load<TI, TV>(t + i, n - i), always);
            var slope = TI.Subtract(TI.Multiply(Lanes.Load<TI, TV>(dz + i, n - i), scale), TI.Multiply(less, wanted));
            Lanes.Store<TI, TV>(dz + i, slope, n - i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Scale<TI, TV>(float* values, int n, float factor, float less)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var (scale, shift) = (TI.Broadcast(factor), TI.Broadcast(less));
        var i = 0;
        for (; i <= n - TI.Width; i += TI.Width)
            TI.Store(values + i, TI.Subtract(TI.Multiply(TI.Load(values + i), scale), shift));
        if (i < n)
            TI.StorePartial(values + i, TI.Subtract(TI.Multiply(TI.LoadPartial(values + i, n - i), scale), shift), n - i);
    }
}
