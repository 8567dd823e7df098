using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Losses;

internal static unsafe class RowMaximum
{
    /// <summary>The largest of a row's values; a NaN only if it is the first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Of<TI, TV>(float* z, int n)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var largest = z[0];
        if (float.IsNaN(largest))
            return largest;
        var i = 1;
        if (n >= 2 * TI.Width)
        {
            var most = TI.Load(z);
            for (i = TI.Width; i <= n - TI.Width; i += TI.Width)
                most = TI.Max(TI.Load(z + i), most);
            var folded = TI.Largest(most);
            // Only NaNs among the first values come through; the others are then compared one by one.
            if (float.IsNaN(folded)) i = 1;
            else largest = folded;
        }

        for (; i < n; i++)
            largest = z[i] > largest ? z[i] : largest;
        return largest;
    }

    /// <summary>Index of the first value that equals the largest; 0 if none does.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int IndexOf<TI, TV>(float* z, int n, float largest)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        // Blocks that do not hold it are passed over; in the one that does, or what is left, values are compared one by one.
        var (i, wanted, one) = (0, TI.Broadcast(largest), TI.Broadcast(1f));
        for (; i <= n - (4 * TI.Width); i += 4 * TI.Width)
        {
            var hits = TI.SelectEqual(TI.Load(z + i), wanted, one, TI.Zero);
            hits = TI.SelectEqual(TI.Load(z + i + TI.Width), wanted, one, hits);
            hits = TI.SelectEqual(TI.Load(z + i + (2 * TI.Width)), wanted, one, hits);
            hits = TI.SelectEqual(TI.Load(z + i + (3 * TI.Width)), wanted, one, hits);
            if (TI.Sum(hits) > 0)
                break;
        }

        for (; i < n; i++)
        {
            if (z[i] == largest)
                return i;
        }

        return 0;
    }
}
