using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Activations;

/// <summary>What x is multiplied by in GELU and its derivative.</summary>
internal static class Gates
{
    /// <summary>Φ(x), the normal distribution function.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV NormalCdf<TI, TV>(TV x)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var half = TI.Broadcast(0.5f);
        return TI.MultiplyAdd(half, VecMath.Erf<TI, TV>(TI.Multiply(x, TI.Broadcast(0.70710678f))), half);
    }

    /// <summary>2 √(2/π) (x + 0.044715 x³).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV TwiceU<TI, TV>(TV x)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var square = TI.Multiply(x, x);
        return TI.Multiply(x, TI.MultiplyAdd(square, TI.Broadcast(0.071354816f), TI.Broadcast(1.5957691f)));
    }
}

/// <summary>Piecewise linear stand-ins.</summary>
internal static class Hard
{
    /// <summary>x / 6 + 1/2 held between 0 and 1; NaN stays.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Sigmoid<TI, TV>(TV x)
        where TI : struct, ISimd<TV>
        where TV : struct =>
        TI.Max(TI.Zero, TI.Min(TI.Broadcast(1f), TI.MultiplyAdd(x, TI.Broadcast(1f / 6), TI.Broadcast(0.5f))));
}
