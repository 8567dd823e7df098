using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Losses;

/// <summary>All elements of a sample as one mask with p = sigmoid(z); targets are numbers, or labels 0 and 1 of one output.</summary>
internal static unsafe class SigmoidMask
{
    /// <summary>Elements summed in float before they join the sums in double.</summary>
    private const int Stretch = 128;

    /// <summary>Sums and predictions, and the probabilities in the gradient's place; the number of counted rows.</summary>
    [SkipLocalsInit]
    public static int Sums<TI, TV>(LossArguments* args, int firstRow, MaskSums* sums)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        if (args->Labels == null)
            new Span<int>(args->Predictions + firstRow, args->RowsPerSample).Clear();
        var ones = stackalloc float[16];
        new Span<float>(ones, 16).Fill(1);
        var (first, count, counted) = ((nint)firstRow * args->Outputs, (nint)args->RowsPerSample * args->Outputs, 0.0);
        for (nint start = 0; start < count; start += Stretch)
        {
            var (common, predicted, wanted, rows) = (TI.Zero, TI.Zero, TI.Zero, TI.Zero);
            var left = (int)Math.Min(Stretch, count - start);
            for (var at = first + start; left > 0; at += TI.Width, left -= TI.Width)
            {
                var z = Lanes.Load<TI, TV>(args->Z + at, left);
                var p = VecMath.Sigmoid<TI, TV>(z);
                var t = Target<TI, TV>(args, at, left, out var labels);

                // Lanes behind the last element and rows without label have no part in the sums.
                var counts = LabelLanes.Counted<TI, TV>(labels, Lanes.Load<TI, TV>(ones, left));
                p = TI.SelectGreater(counts, TI.Zero, p, TI.Zero);
                common = TI.MultiplyAdd(p, t, common);
                predicted = TI.Add(p, predicted);
                wanted = TI.Add(t, wanted);
                rows = TI.Add(counts, rows);
                if (args->Labels != null)
                    LabelLanes.Store<TI, TV>(args->Predictions + at, TI.SelectGreater(z, TI.Zero, LabelLanes.Of<TI, TV>(1), TI.Zero), left);
                if (args->Gradient != null)
                    Lanes.Store<TI, TV>(args->Gradient + at, p, left);
            }

            sums->Common += TI.Sum(common);
            sums->Predicted += TI.Sum(predicted);
            sums->Wanted += TI.Sum(wanted);
            counted += TI.Sum(rows);
        }

        return args->Labels == null ? args->RowsPerSample : (int)counted;
    }

    public static void Gradient<TI, TV>(LossArguments* args, int firstRow, MaskSlope* slope)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var (ofTarget, always, one) = (TI.Broadcast(slope->OfTarget), TI.Broadcast(slope->Always), TI.Broadcast(1f));
        var (at, end) = ((nint)firstRow * args->Outputs, (nint)(firstRow + args->RowsPerSample) * args->Outputs);
        for (; at < end; at += TI.Width)
        {
            var left = (int)Math.Min(TI.Width, end - at);
            var p = Lanes.Load<TI, TV>(args->Gradient + at, left);
            var t = Target<TI, TV>(args, at, left, out var labels);
            var byOutput = TI.Multiply(p, TI.Subtract(one, p));
            var dz = TI.Multiply(TI.MultiplyAdd(ofTarget, t, always), byOutput);
            Lanes.Store<TI, TV>(args->Gradient + at, LabelLanes.Counted<TI, TV>(labels, dz), left);
        }
    }

    /// <summary>The targets, and the labels that say which rows count; 0 in their place where there are none, for all count.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TV Target<TI, TV>(LossArguments* args, nint at, int count, out TV labels)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        if (args->Labels == null)
        {
            labels = TI.Zero;
            return Lanes.Load<TI, TV>(args->Numbers + at, count);
        }

        labels = LabelLanes.Load<TI, TV>(args->Labels + at, count);
        return TI.SelectGreater(labels, TI.Zero, TI.Broadcast(1f), TI.Zero);
    }
}
