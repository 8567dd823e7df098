using System.Runtime.CompilerServices;

namespace TrainingService.Compute.Cpu.Simd;

/// <content>Functions whose plain formulas would cancel near 0.</content>
public static partial class VecMath
{
    /// <summary>e^x - 1 for x up to 88; -1 far below, and exact to its own last digits near 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV ExpM1<TI, TV>(TV x)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var bounded = TI.Max(TI.Broadcast(-104f), TI.Min(TI.Broadcast(88f), x));
        var n = TI.Round(TI.Multiply(bounded, TI.Broadcast(1.44269504f)));
        var r = TI.MultiplyAdd(n, TI.Broadcast(-0.693359375f), bounded);
        r = TI.MultiplyAdd(n, TI.Broadcast(2.12194440e-4f), r);
        var p = TI.Broadcast(1.9875691500e-4f);
        p = TI.MultiplyAdd(p, r, TI.Broadcast(1.3981999507e-3f));
        p = TI.MultiplyAdd(p, r, TI.Broadcast(8.3334519073e-3f));
        p = TI.MultiplyAdd(p, r, TI.Broadcast(4.1665795894e-2f));
        p = TI.MultiplyAdd(p, r, TI.Broadcast(1.6666665459e-1f));
        p = TI.MultiplyAdd(p, r, TI.Broadcast(5.0000001201e-1f));
        var q = TI.MultiplyAdd(p, TI.Multiply(r, r), r);

        // 2^n (1 + q) - 1 = 2^n q + (2^n - 1): the second term is exact where the first is not small beside it.
        var power = TI.Scale(TI.Broadcast(1f), n);
        return TI.MultiplyAdd(power, q, TI.Subtract(power, TI.Broadcast(1f)));
    }

    /// <summary>ln(1 + x) for x ≥ 0, exact to its own last digits near 0; infinity at infinity.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Log1P<TI, TV>(TV x)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        // What rounding 1 + x lost is given back to first order (Kahan).
        var one = TI.Broadcast(1f);
        var sum = TI.Add(one, x);
        var lost = TI.Subtract(x, TI.Subtract(sum, one));
        return TI.SelectGreater(TI.Broadcast(float.PositiveInfinity), x, TI.Add(Log<TI, TV>(sum), TI.Divide(lost, sum)), x);
    }

    /// <summary>erf x = 2/√π ∫₀ˣ e^-t² dt. Chebyshev fits below and above 0.93; ±1 from 4 on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Erf<TI, TV>(TV x)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        // x (1 + P(x²)).
        var s = TI.Multiply(x, x);
        var p = TI.Broadcast(-5.977571709e-4f);
        p = TI.MultiplyAdd(p, s, TI.Broadcast(4.990903661e-3f));
        p = TI.MultiplyAdd(p, s, TI.Broadcast(-2.676534094e-2f));
        p = TI.MultiplyAdd(p, s, TI.Broadcast(1.128179058e-1f));
        p = TI.MultiplyAdd(p, s, TI.Broadcast(-3.761249185e-1f));
        p = TI.MultiplyAdd(p, s, TI.Broadcast(1.283791512e-1f));
        var near = TI.MultiplyAdd(p, x, x);

        // 1 - e^(t (Q(t) - 1)), t = |x|.
        var magnitude = TI.SelectGreater(x, TI.Zero, x, TI.Subtract(TI.Zero, x));
        var t = TI.Min(TI.Broadcast(4f), magnitude);
        var q = TI.Broadcast(-1.651987623e-5f);
        q = TI.MultiplyAdd(q, t, TI.Broadcast(3.724047856e-4f));
        q = TI.MultiplyAdd(q, t, TI.Broadcast(-3.825271735e-3f));
        q = TI.MultiplyAdd(q, t, TI.Broadcast(2.409673668e-2f));
        q = TI.MultiplyAdd(q, t, TI.Broadcast(-1.065515205e-1f));
        q = TI.MultiplyAdd(q, t, TI.Broadcast(-6.350126266e-1f));
        q = TI.MultiplyAdd(q, t, TI.Broadcast(-1.286687702e-1f));
        var far = TI.Subtract(TI.Broadcast(1f), Exp<TI, TV>(TI.Subtract(TI.Multiply(q, t), t)));
        far = TI.SelectGreater(x, TI.Zero, far, TI.Subtract(TI.Zero, far));
        return TI.SelectGreater(magnitude, TI.Broadcast(0.927734375f), far, near);
    }
}
