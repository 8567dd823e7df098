using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Elementwise;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Activations;

// In each, a is the gradient dy and b the output y.

/// <summary>dy.</summary>
internal readonly struct LinearSlope : ICombine
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Apply<TI, TV>(TV a, TV b, TV parameter)
        where TI : struct, ISimd<TV>
        where TV : struct => a;
}

/// <summary>dy, or parameter · dy where y is not above 0.</summary>
internal readonly struct LeakyReluSlope : ICombine
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Apply<TI, TV>(TV a, TV b, TV parameter)
        where TI : struct, ISimd<TV>
        where TV : struct => TI.SelectGreater(b, TI.Zero, a, TI.Multiply(a, parameter));
}

/// <summary>dy · y (1 - y).</summary>
internal readonly struct SigmoidSlope : ICombine
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Apply<TI, TV>(TV a, TV b, TV parameter)
        where TI : struct, ISimd<TV>
        where TV : struct => TI.Multiply(a, TI.Multiply(b, TI.Subtract(TI.Broadcast(1f), b)));
}

/// <summary>dy · (1 - y²).</summary>
internal readonly struct TanhSlope : ICombine
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Apply<TI, TV>(TV a, TV b, TV parameter)
        where TI : struct, ISimd<TV>
        where TV : struct => TI.Multiply(a, TI.Subtract(TI.Broadcast(1f), TI.Multiply(b, b)));
}

/// <summary>dy, or dy · (y + parameter) where y is not above 0.</summary>
internal readonly struct EluSlope : ICombine
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Apply<TI, TV>(TV a, TV b, TV parameter)
        where TI : struct, ISimd<TV>
        where TV : struct => TI.SelectGreater(b, TI.Zero, a, TI.Multiply(a, TI.Add(b, parameter)));
}

/// <summary>dy · λ, or dy · (y + λ α) where y is not above 0.</summary>
internal readonly struct SeluSlope : ICombine
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Apply<TI, TV>(TV a, TV b, TV parameter)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var slope = TI.SelectGreater(b, TI.Zero, TI.Broadcast(Selu.Lambda), TI.Add(b, TI.Broadcast(Selu.LambdaAlpha)));
        return TI.Multiply(a, slope);
    }
}

/// <summary>dy · sigmoid(x) = dy · (1 - e^-y).</summary>
internal readonly struct SoftplusSlope : ICombine
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Apply<TI, TV>(TV a, TV b, TV parameter)
        where TI : struct, ISimd<TV>
        where TV : struct => TI.Multiply(a, TI.Subtract(TI.Zero, VecMath.ExpM1<TI, TV>(TI.Subtract(TI.Zero, b))));
}

/// <summary>dy / 6, or 0 where y is held at 0 or 1.</summary>
internal readonly struct HardSigmoidSlope : ICombine
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Apply<TI, TV>(TV a, TV b, TV parameter)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var inside = TI.SelectGreater(TI.Broadcast(1f), b, TI.Broadcast(1f / 6), TI.Zero);
        return TI.Multiply(a, TI.SelectGreater(b, TI.Zero, inside, TI.Zero));
    }
}
