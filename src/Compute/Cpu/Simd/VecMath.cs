using System.Runtime.CompilerServices;

namespace TrainingService.Compute.Cpu.Simd;

/// <summary>
/// Elementary functions on vectors, inlined into kernels. Polynomials of the Cephes library (Moshier); relative error at most 2e-7 over the
/// whole range, NaN stays NaN, overflow gives infinity and underflow 0.
/// </summary>
public static partial class VecMath
{
    /// <summary>e^x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Exp<TI, TV>(TV x)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        // Beyond these bounds the result is 0 or infinity anyway, and Scale keeps its exponent in range. NaN passes: it is second in Min and Max.
        var bounded = TI.Max(TI.Broadcast(-104f), TI.Min(TI.Broadcast(89f), x));
        var n = TI.Round(TI.Multiply(bounded, TI.Broadcast(1.44269504f)));
        var r = TI.MultiplyAdd(n, TI.Broadcast(-0.693359375f), bounded);
        r = TI.MultiplyAdd(n, TI.Broadcast(2.12194440e-4f), r);
        var p = TI.Broadcast(1.9875691500e-4f);
        p = TI.MultiplyAdd(p, r, TI.Broadcast(1.3981999507e-3f));
        p = TI.MultiplyAdd(p, r, TI.Broadcast(8.3334519073e-3f));
        p = TI.MultiplyAdd(p, r, TI.Broadcast(4.1665795894e-2f));
        p = TI.MultiplyAdd(p, r, TI.Broadcast(1.6666665459e-1f));
        p = TI.MultiplyAdd(p, r, TI.Broadcast(5.0000001201e-1f));
        p = TI.Add(TI.MultiplyAdd(p, TI.Multiply(r, r), r), TI.Broadcast(1f));
        return TI.Scale(p, n);
    }

    /// <summary>1 / (1 + e^-x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Sigmoid<TI, TV>(TV x)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        // e^-|x| can't overflow; the sign picks 1/(1+e) or e/(1+e), so small results keep their relative precision.
        var negative = TI.Subtract(TI.Zero, x);
        var e = Exp<TI, TV>(TI.SelectGreater(x, TI.Zero, negative, x));
        return TI.Divide(TI.SelectGreater(x, TI.Zero, TI.Broadcast(1f), e), TI.Add(TI.Broadcast(1f), e));
    }

    /// <summary>tanh x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Tanh<TI, TV>(TV x)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var negative = TI.Subtract(TI.Zero, x);
        var magnitude = TI.SelectGreater(x, TI.Zero, x, negative);

        // Far out: 1 - 2/(e^2|x| + 1); near 0 that would cancel, an odd polynomial does not.
        var e = Exp<TI, TV>(TI.Add(magnitude, magnitude));
        var far = TI.Subtract(TI.Broadcast(1f), TI.Divide(TI.Broadcast(2f), TI.Add(e, TI.Broadcast(1f))));
        far = TI.SelectGreater(x, TI.Zero, far, TI.Subtract(TI.Zero, far));

        var z = TI.Multiply(x, x);
        var p = TI.Broadcast(-5.70498872745e-3f);
        p = TI.MultiplyAdd(p, z, TI.Broadcast(2.06390887954e-2f));
        p = TI.MultiplyAdd(p, z, TI.Broadcast(-5.37397155531e-2f));
        p = TI.MultiplyAdd(p, z, TI.Broadcast(1.33314422036e-1f));
        p = TI.MultiplyAdd(p, z, TI.Broadcast(-3.33332819422e-1f));
        var near = TI.MultiplyAdd(TI.Multiply(p, z), x, x);
        return TI.SelectGreater(magnitude, TI.Broadcast(0.625f), far, near);
    }

    /// <summary>
    /// ln x for positive x, subnormals included; -infinity at 0, NaN below, infinity at infinity.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Log<TI, TV>(TV x)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        // x = m · 2^n with m in (√½, √2]; subnormals are made normal first, because Exponent reads the exponent's bits.
        var smallest = TI.Broadcast(1.17549435e-38f);
        var normal = TI.SelectGreater(smallest, x, TI.Multiply(x, TI.Broadcast(8388608f)), x);
        var n = TI.Exponent(normal);
        var m = TI.Scale(normal, TI.Subtract(TI.Zero, n));
        n = TI.Subtract(n, TI.SelectGreater(smallest, x, TI.Broadcast(23f), TI.Zero));
        var high = m;
        m = TI.SelectGreater(high, TI.Broadcast(1.41421356f), TI.Multiply(m, TI.Broadcast(0.5f)), m);
        n = TI.SelectGreater(high, TI.Broadcast(1.41421356f), TI.Add(n, TI.Broadcast(1f)), n);

        m = TI.Subtract(m, TI.Broadcast(1f));
        var z = TI.Multiply(m, m);
        var p = TI.Broadcast(7.0376836292e-2f);
        p = TI.MultiplyAdd(p, m, TI.Broadcast(-1.1514610310e-1f));
        p = TI.MultiplyAdd(p, m, TI.Broadcast(1.1676998740e-1f));
        p = TI.MultiplyAdd(p, m, TI.Broadcast(-1.2420140846e-1f));
        p = TI.MultiplyAdd(p, m, TI.Broadcast(1.4249322787e-1f));
        p = TI.MultiplyAdd(p, m, TI.Broadcast(-1.6668057665e-1f));
        p = TI.MultiplyAdd(p, m, TI.Broadcast(2.0000714765e-1f));
        p = TI.MultiplyAdd(p, m, TI.Broadcast(-2.4999993993e-1f));
        p = TI.MultiplyAdd(p, m, TI.Broadcast(3.3333331174e-1f));
        var tail = TI.Multiply(TI.Multiply(p, m), z);
        tail = TI.MultiplyAdd(n, TI.Broadcast(-2.12194440e-4f), tail);
        tail = TI.MultiplyAdd(z, TI.Broadcast(-0.5f), tail);
        var result = TI.MultiplyAdd(n, TI.Broadcast(0.693359375f), TI.Add(m, tail));

        // Infinity and NaN come back as they are, 0 and below get their own answers.
        result = TI.SelectGreater(TI.Broadcast(float.PositiveInfinity), x, result, x);
        result = TI.SelectGreater(TI.Zero, x, TI.Broadcast(float.NaN), result);
        return TI.SelectEqual(x, TI.Zero, TI.Broadcast(float.NegativeInfinity), result);
    }
}
