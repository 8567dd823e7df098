using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Simd;
using static TrainingService.Compute.Cpu.Convolutions.Winograd.WinogradPoints;

namespace TrainingService.Compute.Cpu.Convolutions.Winograd;

/// <summary>
/// The one-dimensional transforms, for a vector of channels at once: values in, results written <c>step</c> floats apart. With m the product
/// polynomial x (x² - a²) (x² - b²), points 0, a, -a, b, -b, ∞ in this order.
/// </summary>
internal static unsafe class WinogradTransform
{
    /// <summary>Bᵀ d: six inputs to six, the coefficients of m(x) / (x - point).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Input<TI, TV>(TV d0, TV d1, TV d2, TV d3, TV d4, TV d5, float* to, nint step)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var (product, minusSum) = (TI.Broadcast(Product), TI.Broadcast(-Sum));
        TV minusA2 = TI.Broadcast(-A2), minusB2 = TI.Broadcast(-B2);
        var even = TI.MultiplyAdd(minusB2, d2, d4);
        var odd = TI.Multiply(TI.Broadcast(A), TI.MultiplyAdd(minusB2, d1, d3));
        TI.Store(to, TI.MultiplyAdd(product, d0, TI.MultiplyAdd(minusSum, d2, d4)));
        TI.Store(to + step, TI.Add(even, odd));
        TI.Store(to + (2 * step), TI.Subtract(even, odd));
        even = TI.MultiplyAdd(minusA2, d2, d4);
        odd = TI.Multiply(TI.Broadcast(B), TI.MultiplyAdd(minusA2, d1, d3));
        TI.Store(to + (3 * step), TI.Add(even, odd));
        TI.Store(to + (4 * step), TI.Subtract(even, odd));
        TI.Store(to + (5 * step), TI.MultiplyAdd(product, d1, TI.MultiplyAdd(minusSum, d3, d5)));
    }

    /// <summary>Aᵀ m: six products to four outputs, the powers of the points.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Output<TI, TV>(TV m0, TV m1, TV m2, TV m3, TV m4, TV m5, out TV y0, out TV y1, out TV y2, out TV y3)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        TV sumA = TI.Add(m1, m2), sumB = TI.Add(m3, m4), differenceA = TI.Subtract(m1, m2), differenceB = TI.Subtract(m3, m4);
        y0 = TI.Add(TI.Add(m0, sumA), sumB);
        y1 = TI.MultiplyAdd(TI.Broadcast(A), differenceA, TI.Multiply(TI.Broadcast(B), differenceB));
        y2 = TI.MultiplyAdd(TI.Broadcast(A2), sumA, TI.Multiply(TI.Broadcast(B2), sumB));
        y3 = TI.MultiplyAdd(TI.Broadcast(A3), differenceA, TI.MultiplyAdd(TI.Broadcast(B3), differenceB, m5));
    }

    /// <summary>A y: the transpose of <see cref="Output"/>, four output gradients to six.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void OutputGradient<TI, TV>(TV y0, TV y1, TV y2, TV y3, float* to, nint step)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        TI.Store(to, y0);
        TV even = TI.MultiplyAdd(TI.Broadcast(A2), y2, y0), odd = TI.MultiplyAdd(TI.Broadcast(A3), y3, TI.Multiply(TI.Broadcast(A), y1));
        TI.Store(to + step, TI.Add(even, odd));
        TI.Store(to + (2 * step), TI.Subtract(even, odd));
        (even, odd) = (TI.MultiplyAdd(TI.Broadcast(B2), y2, y0), TI.MultiplyAdd(TI.Broadcast(B3), y3, TI.Multiply(TI.Broadcast(B), y1)));
        TI.Store(to + (3 * step), TI.Add(even, odd));
        TI.Store(to + (4 * step), TI.Subtract(even, odd));
        TI.Store(to + (5 * step), y3);
    }

    /// <summary>G g: three weights to six.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Weights<TI, TV>(TV g0, TV g1, TV g2, float* to, nint step)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        TI.Store(to, TI.Multiply(TI.Broadcast(AtZero), g0));
        TV even = TI.Multiply(TI.Broadcast(AtA), TI.MultiplyAdd(TI.Broadcast(A2), g2, g0)), odd = TI.Multiply(TI.Broadcast(AtA * A), g1);
        TI.Store(to + step, TI.Add(even, odd));
        TI.Store(to + (2 * step), TI.Subtract(even, odd));
        (even, odd) = (TI.Multiply(TI.Broadcast(AtB), TI.MultiplyAdd(TI.Broadcast(B2), g2, g0)), TI.Multiply(TI.Broadcast(AtB * B), g1));
        TI.Store(to + (3 * step), TI.Add(even, odd));
        TI.Store(to + (4 * step), TI.Subtract(even, odd));
        TI.Store(to + (5 * step), g2);
    }

    /// <summary>Gᵀ u: the transpose of <see cref="Weights"/>, six to three weight gradients.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WeightGradient<TI, TV>(TV u0, TV u1, TV u2, TV u3, TV u4, TV u5, out TV g0, out TV g1, out TV g2)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        TV sumA = TI.Multiply(TI.Broadcast(AtA), TI.Add(u1, u2)), sumB = TI.Multiply(TI.Broadcast(AtB), TI.Add(u3, u4));
        g0 = TI.MultiplyAdd(TI.Broadcast(AtZero), u0, TI.Add(sumA, sumB));
        g1 = TI.MultiplyAdd(TI.Broadcast(AtA * A), TI.Subtract(u1, u2), TI.Multiply(TI.Broadcast(AtB * B), TI.Subtract(u3, u4)));
        g2 = TI.MultiplyAdd(TI.Broadcast(A2), sumA, TI.MultiplyAdd(TI.Broadcast(B2), sumB, u5));
    }
}
