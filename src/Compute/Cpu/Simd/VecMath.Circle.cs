using System.Runtime.CompilerServices;

namespace TrainingService.Compute.Cpu.Simd;

/// <content>Sine, cosine and the angle of a quotient.</content>
public static partial class VecMath
{
    /// <summary>sin(2πx) and cos(2πx) for 0 ≤ x ≤ 1, to 4e-7 of 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SinCosTurns<TI, TV>(TV x, out TV sine, out TV cosine)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        // x = n/2 + t with |t| ≤ 1/4: half a turn changes both signs.
        var n = TI.Round(TI.Add(x, x));
        var angle = TI.Multiply(TI.MultiplyAdd(n, TI.Broadcast(-0.5f), x), TI.Broadcast(6.28318531f));
        var sign = TI.SelectEqual(n, TI.Broadcast(1f), TI.Broadcast(-1f), TI.Broadcast(1f));
        var z = TI.Multiply(angle, angle);
        var s = TI.Broadcast(-2.50521084e-8f);
        s = TI.MultiplyAdd(s, z, TI.Broadcast(2.75573192e-6f));
        s = TI.MultiplyAdd(s, z, TI.Broadcast(-1.98412698e-4f));
        s = TI.MultiplyAdd(s, z, TI.Broadcast(8.33333333e-3f));
        s = TI.MultiplyAdd(s, z, TI.Broadcast(-1.66666667e-1f));
        sine = TI.Multiply(sign, TI.MultiplyAdd(TI.Multiply(s, z), angle, angle));
        var c = TI.Broadcast(2.08767570e-9f);
        c = TI.MultiplyAdd(c, z, TI.Broadcast(-2.75573192e-7f));
        c = TI.MultiplyAdd(c, z, TI.Broadcast(2.48015873e-5f));
        c = TI.MultiplyAdd(c, z, TI.Broadcast(-1.38888889e-3f));
        c = TI.MultiplyAdd(c, z, TI.Broadcast(4.16666667e-2f));
        c = TI.MultiplyAdd(c, z, TI.Broadcast(-0.5f));
        cosine = TI.Multiply(sign, TI.MultiplyAdd(c, z, TI.Broadcast(1f)));
    }

    /// <summary>atan(n / d) for d &gt; 0, to 2e-7 of itself, with one division.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV AtanOfQuotient<TI, TV>(TV n, TV d)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        // Cephes: above tan 3π/8 it is π/2 less the angle of d / n, above tan π/8 π/4 and that of (n - d) / (n + d).
        var magnitude = TI.SelectGreater(TI.Zero, n, TI.Subtract(TI.Zero, n), n);
        var (far, middle) = (TI.Multiply(TI.Broadcast(2.41421356f), d), TI.Multiply(TI.Broadcast(0.414213562f), d));
        var above = TI.SelectGreater(magnitude, middle, TI.Subtract(magnitude, d), magnitude);
        above = TI.SelectGreater(magnitude, far, TI.Subtract(TI.Zero, d), above);
        var below = TI.SelectGreater(magnitude, middle, TI.Add(magnitude, d), d);
        below = TI.SelectGreater(magnitude, far, magnitude, below);
        var angle = TI.SelectGreater(magnitude, middle, TI.Broadcast(0.785398163f), TI.Zero);
        angle = TI.SelectGreater(magnitude, far, TI.Broadcast(1.57079633f), angle);
        var x = TI.Divide(above, below);
        var z = TI.Multiply(x, x);
        var p = TI.Broadcast(8.05374449538e-2f);
        p = TI.MultiplyAdd(p, z, TI.Broadcast(-1.38776856032e-1f));
        p = TI.MultiplyAdd(p, z, TI.Broadcast(1.99777106478e-1f));
        p = TI.MultiplyAdd(p, z, TI.Broadcast(-3.33329491539e-1f));
        angle = TI.Add(angle, TI.MultiplyAdd(TI.Multiply(p, z), x, x));
        return TI.SelectGreater(TI.Zero, n, TI.Subtract(TI.Zero, angle), angle);
    }
}
