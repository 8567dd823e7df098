using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Dropout;
using TrainingService.Compute.Cpu.Losses;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Attention;

/// <summary>From a query's scores to its weights. Rows of scores are as long as whole vectors; what is read behind the seen keys becomes 0.</summary>
internal static unsafe class AttentionSoftmax
{
    /// <summary>Replaces scores by weights, zeros up to <paramref name="end"/>, and gives the largest scaled score and 1 / Σ e^(scaled score - largest).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (float Largest, float Inverse) Weights<TI, TV>(float* scores, int seen, int end, float scale)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        if (seen == 0)
        {
            Lanes.Clear<TI, TV>(scores, end);
            return (0, 0);
        }

        var whole = Whole<TI, TV>(scores, seen);
        var largest = scale * RowMaximum.Of<TI, TV>(scores, seen);
        var sum = TI.Zero;
        var (shift, factor) = (TI.Broadcast(-largest), TI.Broadcast(scale));
        for (var j = 0; j < whole; j += TI.Width)
        {
            var term = VecMath.Exp<TI, TV>(TI.MultiplyAdd(TI.Load(scores + j), factor, shift));
            sum = TI.Add(sum, term);
            TI.Store(scores + j, term);
        }

        var inverse = 1 / TI.Sum(sum);
        factor = TI.Broadcast(inverse);
        for (var j = 0; j < whole; j += TI.Width)
            TI.Store(scores + j, TI.Multiply(TI.Load(scores + j), factor));
        Lanes.Clear<TI, TV>(scores + whole, end - whole);
        return (largest, inverse);
    }

    /// <summary>The weights that some scores had in the forward pass, to the bit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Again<TI, TV>(TV scores, TV scale, TV shift, TV inverse)
        where TI : struct, ISimd<TV>
        where TV : struct => TI.Multiply(VecMath.Exp<TI, TV>(TI.MultiplyAdd(scores, scale, shift)), inverse);

    /// <summary>Puts -∞ behind the seen scores, so that whole vectors can be taken, and gives how many floats those are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Whole<TI, TV>(float* scores, int seen)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var whole = (seen + TI.Width - 1) / TI.Width * TI.Width;
        for (var j = seen; j < whole; j++) scores[j] = float.NegativeInfinity;
        return whole;
    }

    /// <summary>Fills a query's dropout mask: 0 or the scale.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Mask<TI>(float* mask, int count, uint row, in DropoutDraw draw)
    {
        if (typeof(TI) == typeof(Avx512Simd)) DropoutMask512.Fill(mask, count, 0, row, draw);
        else if (typeof(TI) == typeof(Avx2Simd)) DropoutMask256.Fill(mask, count, 0, row, draw);
        else DropoutMask.Fill(mask, count, 0, row, draw);
    }
}
