using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Products.Strassen;

/// <summary>
/// Strassen's seven products of quarters in place of eight (V. Strassen, Gaussian elimination is not optimal, 1969): what is multiplied, and what becomes of the products.
/// Product p is the p-th sum of A's quarters by the p-th of B's.
/// </summary>
internal static unsafe class StrassenSums
{
    /// <summary>Products of quarters.</summary>
    public const int Products = 7;

    /// <summary>Writes the sums of A's quarters, <paramref name="plane"/> floats apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Left<TI, TV>(TV a11, TV a12, TV a21, TV a22, float* sums, nint plane)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        TI.Store(sums, TI.Add(a11, a22));
        TI.Store(sums + plane, TI.Add(a21, a22));
        TI.Store(sums + (2 * plane), a11);
        TI.Store(sums + (3 * plane), a22);
        TI.Store(sums + (4 * plane), TI.Add(a11, a12));
        TI.Store(sums + (5 * plane), TI.Subtract(a21, a11));
        TI.Store(sums + (6 * plane), TI.Subtract(a12, a22));
    }

    /// <summary>Writes the sums of B's quarters, <paramref name="plane"/> floats apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Right<TI, TV>(TV b11, TV b12, TV b21, TV b22, float* sums, nint plane)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        TI.Store(sums, TI.Add(b11, b22));
        TI.Store(sums + plane, b11);
        TI.Store(sums + (2 * plane), TI.Subtract(b12, b22));
        TI.Store(sums + (3 * plane), TI.Subtract(b21, b11));
        TI.Store(sums + (4 * plane), b22);
        TI.Store(sums + (5 * plane), TI.Add(b11, b12));
        TI.Store(sums + (6 * plane), TI.Add(b21, b22));
    }

    /// <summary>The quarters of C from the products, which lie <paramref name="plane"/> floats apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (TV C11, TV C12, TV C21, TV C22) Quarters<TI, TV>(float* products, nint plane)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var p1 = TI.Load(products);
        var p2 = TI.Load(products + plane);
        var p3 = TI.Load(products + (2 * plane));
        var p4 = TI.Load(products + (3 * plane));
        var p5 = TI.Load(products + (4 * plane));
        return (
            TI.Add(TI.Subtract(TI.Add(p1, p4), p5), TI.Load(products + (6 * plane))),
            TI.Add(p3, p5),
            TI.Add(p2, p4),
            TI.Add(TI.Add(TI.Subtract(p1, p2), p3), TI.Load(products + (5 * plane))));
    }
}
