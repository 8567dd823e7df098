using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Losses;

/// <summary>The exponentials of a row's softmax.</summary>
internal static unsafe class RowExponentials
{
    /// <summary>Σ e^(z - largest); the terms go to <paramref name="terms"/> unless it is null.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Of<TI, TV>(float* z, float* terms, int n, float largest)
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
