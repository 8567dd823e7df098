using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Losses;

internal static unsafe class RowMaximum
{
    /// <summary>The largest of a row's values; a NaN only if it is the first.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Of<TI, TV>(float* z, int n)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var largest = z[0];
        var i = 1;
        if (n >= 2 * TI.Width)
        {
            var lanes = stackalloc float[16];
            var most = TI.Load(z);
            for (i = TI.Width; i <= n - TI.Width; i += TI.Width)
                most = TI.Max(TI.Load(z + i), most);
            TI.Store(lanes, most);
            for (var lane = 0; lane < TI.Width; lane++)
                largest = lanes[lane] > largest ? lanes[lane] : largest;
        }

        for (; i < n; i++)
            largest = z[i] > largest ? z[i] : largest;
        return largest;
    }

    /// <summary>Index of the first value that equals the largest; 0 if none does.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int IndexOf(float* z, int n, float largest)
    {
        for (var i = 0; i < n; i++)
        {
            if (z[i] == largest)
                return i;
        }

        return 0;
    }
}
