using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Elementwise;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Activations;

/// <summary>x · Φ(x).</summary>
internal readonly struct GeluMap : IMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Apply<TI, TV>(TV x, TV parameter)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        // Φ is 0 in float below -6, and -infinity · 0 would not be the limit, which is 0.
        var bounded = TI.Max(TI.Broadcast(-40f), x);
        return TI.Multiply(bounded, Gates.NormalCdf<TI, TV>(bounded));
    }
}

/// <summary>x · (1 + tanh u) / 2 = x · sigmoid(2u), u = √(2/π) (x + 0.044715 x³).</summary>
internal readonly struct GeluTanhMap : IMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Apply<TI, TV>(TV x, TV parameter)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var bounded = TI.Max(TI.Broadcast(-40f), x);
        return TI.Multiply(bounded, VecMath.Sigmoid<TI, TV>(Gates.TwiceU<TI, TV>(bounded)));
    }
}

/// <summary>x · sigmoid(x).</summary>
internal readonly struct SiluMap : IMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Apply<TI, TV>(TV x, TV parameter)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var bounded = TI.Max(TI.Broadcast(-110f), x);
        return TI.Multiply(bounded, VecMath.Sigmoid<TI, TV>(bounded));
    }
}

/// <summary>x · hard sigmoid(x).</summary>
internal readonly struct HardSiluMap : IMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Apply<TI, TV>(TV x, TV parameter)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var bounded = TI.Max(TI.Broadcast(-3f), x);
        return TI.Multiply(bounded, Hard.Sigmoid<TI, TV>(bounded));
    }
}
