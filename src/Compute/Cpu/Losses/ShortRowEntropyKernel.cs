using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Losses;

/// <summary>
/// What <see cref="SoftmaxCrossEntropyKernel"/> computes, for rows of few classes: a vector's worth of rows at a time, a row to a lane. A chunk is a
/// number of rows.
/// </summary>
internal static unsafe class ShortRowEntropyKernel
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
        var args = (LossArguments*)arguments;
        var n = args->Outputs;
        var panel = stackalloc float[RowPanel.MostOutputs * TI.Width];
        var wanted = stackalloc float[RowPanel.MostOutputs * TI.Width];
        var ofRows = stackalloc float[16];
        var end = Math.Min(args->Rows, (chunk + 1) * args->RowsPerChunk);
        for (var row = chunk * args->RowsPerChunk; row < end; row += TI.Width)
        {
            var count = Math.Min(TI.Width, end - row);
            RowPanel.Fill(args->Z + ((nint)row * n), n, count, panel);
            var largest = RowPanel.Largest<TI, TV>(panel, n, count);
            LabelLanes.Store<TI, TV>(args->Predictions + row, RowPanel.IndexOf<TI, TV>(panel, n, count, largest), count);
            if (args->Labels != null)
            {
                Labelled<TI, TV>(args, row, count, panel, ofRows, largest);
            }
            else
            {
                RowPanel.Fill(args->Numbers + ((nint)row * n), n, count, wanted);
                Soft<TI, TV>(args, row, count, panel, wanted, largest);
            }
        }
    }

    /// <summary>The losses of labels, and their gradient if one is wanted.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Labelled<TI, TV>(LossArguments* args, int row, int count, float* panel, float* ofRows, TV largest)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var (n, smoothing, labels) = (args->Outputs, args->P0, LabelLanes.Load<TI, TV>(args->Labels + row, count));
        var total = smoothing > 0 ? Distances<TI, TV>(panel, n, count, largest) : TI.Zero;
        var sum = RowPanel.Exponentials<TI, TV>(panel, n, count, largest);
        Own(args, row, count, ofRows);
        var own = TI.Subtract(Lanes.Load<TI, TV>(ofRows, count), largest);
        var factor = TI.Broadcast(1f);
        if (args->ClassFactors != null)
        {
            Factors(args, row, count, ofRows);
            factor = Lanes.Load<TI, TV>(ofRows, count);
        }

        var (share, logSum) = (TI.Multiply(TI.Broadcast(*args->Share), factor), VecMath.Log<TI, TV>(sum));
        var loss = TI.Subtract(logSum, own);
        if (args->Mode == 1)
        {
            Focal<TI, TV>(args->P1, loss, out var power, out var slope);
            (loss, share) = (TI.Multiply(power, loss), TI.Multiply(share, slope));
        }
        else if (smoothing > 0)
        {
            loss = TI.MultiplyAdd(TI.Broadcast(-smoothing / n), total, TI.Subtract(logSum, TI.Multiply(TI.Broadcast(1 - smoothing), own)));
        }

        Lanes.Store<TI, TV>(args->Loss + row, LabelLanes.Counted<TI, TV>(labels, TI.Multiply(factor, loss)), count);
        if (args->Gradient == null)
            return;
        var (scale, less) = (TI.Divide(share, sum), TI.Multiply(share, TI.Broadcast(smoothing / n)));
        for (var o = 0; o < n; o++)
        {
            var at = panel + ((nint)o * count);
            Lanes.Store<TI, TV>(at, TI.Subtract(TI.Multiply(Lanes.Load<TI, TV>(at, count), scale), less), count);
        }

        var dz = args->Gradient + ((nint)row * n);
        RowPanel.Empty(panel, n, count, dz);
        Lanes.Store<TI, TV>(ofRows, TI.Multiply(share, TI.Broadcast(1 - smoothing)), count);
        for (var i = 0; i < count; i++, dz += n)
        {
            // One output of a row is its label's: to look for it in all of them takes longer than the turn back.
            var label = args->Labels[row + i];
            if (label >= 0)
                dz[label] -= ofRows[i];
            else
                new Span<float>(dz, n).Clear();
        }
    }

    /// <summary>(1-p)^γ with p = e^-loss, and what the slopes of the plain loss are multiplied with: (1-p)^γ - γ (1-p)^(γ-1) p log p.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Focal<TI, TV>(float gamma, TV loss, out TV power, out TV slope)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var one = TI.Broadcast(1f);
        (power, slope) = (one, one);
        if (gamma == 0)
            return;
        var p = VecMath.Exp<TI, TV>(TI.Subtract(TI.Zero, loss));
        var rest = TI.Max(TI.Broadcast(1e-30f), TI.Subtract(one, p));
        power = VecMath.Exp<TI, TV>(TI.Multiply(TI.Broadcast(gamma), VecMath.Log<TI, TV>(rest)));
        slope = TI.MultiplyAdd(TI.Multiply(TI.Multiply(TI.Broadcast(gamma), TI.Divide(power, rest)), p), loss, power);
    }

    /// <summary>The losses of targets, and their gradient if one is wanted.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Soft<TI, TV>(LossArguments* args, int row, int count, float* panel, float* targets, TV largest)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var (n, smoothing) = (args->Outputs, args->P0);
        var (ofTarget, always) = (TI.Broadcast(1 - smoothing), TI.Broadcast(smoothing / n));
        TV sum = TI.Zero, total = TI.Zero, loss = TI.Zero;
        for (var o = 0; o < n; o++)
        {
            var at = panel + ((nint)o * count);
            var wanted = TI.MultiplyAdd(ofTarget, Lanes.Load<TI, TV>(targets + ((nint)o * count), count), always);
            var distance = TI.Subtract(Lanes.Load<TI, TV>(at, count), largest);
            total = TI.Add(total, wanted);
            loss = TI.MultiplyAdd(wanted, distance, loss);
            var term = VecMath.Exp<TI, TV>(distance);
            sum = TI.Add(sum, term);
            Lanes.Store<TI, TV>(at, term, count);
        }

        Lanes.Store<TI, TV>(args->Loss + row, TI.Subtract(TI.Multiply(total, VecMath.Log<TI, TV>(sum)), loss), count);
        if (args->Gradient == null)
            return;
        var share = TI.Broadcast(*args->Share);
        var scale = TI.Divide(TI.Multiply(share, total), sum);
        for (var o = 0; o < n; o++)
        {
            var at = panel + ((nint)o * count);
            var wanted = TI.MultiplyAdd(ofTarget, Lanes.Load<TI, TV>(targets + ((nint)o * count), count), always);
            Lanes.Store<TI, TV>(at, TI.Subtract(TI.Multiply(Lanes.Load<TI, TV>(at, count), scale), TI.Multiply(share, wanted)), count);
        }

        RowPanel.Empty(panel, n, count, args->Gradient + ((nint)row * n));
    }

    /// <summary>Σ (z - largest) of each row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TV Distances<TI, TV>(float* panel, int n, int count, TV largest)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var sum = TI.Zero;
        for (var o = 0; o < n; o++)
            sum = TI.Add(sum, TI.Subtract(Lanes.Load<TI, TV>(panel + ((nint)o * count), count), largest));
        return sum;
    }

    /// <summary>The outputs of the rows' labels; of rows that do not count, any.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Own(LossArguments* args, int row, int count, float* values)
    {
        var z = args->Z + ((nint)row * args->Outputs);
        for (var i = 0; i < count; i++, z += args->Outputs)
            values[i] = z[Math.Max(args->Labels[row + i], 0)];
    }

    /// <summary>The rows' factors; 0 for rows that do not count.</summary>
    private static void Factors(LossArguments* args, int row, int count, float* factors)
    {
        for (var i = 0; i < count; i++)
            factors[i] = args->Labels[row + i] < 0 ? 0 : args->FactorOf(row + i);
    }
}
