using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Elementwise;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Activations;

// In each, a is the gradient dy and b the input x.

/// <summary>dy · (Φ(x) + x Φ'(x)).</summary>
internal readonly struct GeluSlope : ICombine
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Apply<TI, TV>(TV a, TV b, TV parameter)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        // Beyond 40 the slope is 0 or 1 in float, and an infinity times 0 would be neither.
        var x = TI.Max(TI.Broadcast(-40f), TI.Min(TI.Broadcast(40f), b));
        var density = TI.Multiply(TI.Broadcast(0.3989422804f), VecMath.Exp<TI, TV>(TI.Multiply(TI.Multiply(x, x), TI.Broadcast(-0.5f))));
        return TI.Multiply(a, TI.MultiplyAdd(x, density, Gates.NormalCdf<TI, TV>(x)));
    }
}

/// <summary>dy · (s + x s (1 - s) (2u)'), s = sigmoid(2u).</summary>
internal readonly struct GeluTanhSlope : ICombine
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Apply<TI, TV>(TV a, TV b, TV parameter)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var x = TI.Max(TI.Broadcast(-40f), TI.Min(TI.Broadcast(40f), b));
        var gate = VecMath.Sigmoid<TI, TV>(Gates.TwiceU<TI, TV>(x));
        var inner = TI.MultiplyAdd(TI.Multiply(x, x), TI.Broadcast(0.214064448f), TI.Broadcast(1.5957691f));
        var bend = TI.Multiply(TI.Multiply(x, inner), TI.Multiply(gate, TI.Subtract(TI.Broadcast(1f), gate)));
        return TI.Multiply(a, TI.Add(gate, bend));
    }
}

/// <summary>dy · (s + x s (1 - s)), s = sigmoid(x).</summary>
internal readonly struct SiluSlope : ICombine
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Apply<TI, TV>(TV a, TV b, TV parameter)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var x = TI.Max(TI.Broadcast(-110f), TI.Min(TI.Broadcast(110f), b));
        var gate = VecMath.Sigmoid<TI, TV>(x);
        return TI.Multiply(a, TI.MultiplyAdd(TI.Multiply(x, gate), TI.Subtract(TI.Broadcast(1f), gate), gate));
    }
}

/// <summary>dy · (x / 3 + 1/2), or dy · 0 below -3 and dy · 1 above 3.</summary>
internal readonly struct HardSiluSlope : ICombine
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Apply<TI, TV>(TV a, TV b, TV parameter)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var (three, one) = (TI.Broadcast(3f), TI.Broadcast(1f));
        var inside = TI.MultiplyAdd(b, TI.Broadcast(1f / 3), TI.Broadcast(0.5f));
        var slope = TI.SelectGreater(b, three, one, TI.SelectGreater(TI.Subtract(TI.Zero, three), b, TI.Zero, inside));
        return TI.Multiply(a, slope);
    }
}
