using System.Runtime.CompilerServices;

namespace TrainingService.Compute.Cpu.Simd;

/// <content>Sine and cosine.</content>
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
}
