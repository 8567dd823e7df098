using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.MicroKernels;

/// <summary>What is done to a tile just written, while it is in the first cache: value c, and x at the same place where it is a gradient.</summary>
internal interface ITileFunction
{
    static abstract TV Apply<TI, TV>(TV c, TV x, TV slope)
        where TI : struct, ISimd<TV>
        where TV : struct;
}

internal readonly struct LeakyReluFunction : ITileFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Apply<TI, TV>(TV c, TV x, TV slope)
        where TI : struct, ISimd<TV>
        where TV : struct => TI.SelectGreater(c, TI.Zero, c, TI.Multiply(slope, c));
}

internal readonly struct SigmoidFunction : ITileFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Apply<TI, TV>(TV c, TV x, TV slope)
        where TI : struct, ISimd<TV>
        where TV : struct => VecMath.Sigmoid<TI, TV>(c);
}

internal readonly struct TanhFunction : ITileFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Apply<TI, TV>(TV c, TV x, TV slope)
        where TI : struct, ISimd<TV>
        where TV : struct => VecMath.Tanh<TI, TV>(c);
}

internal readonly struct LeakyReluGradient : ITileFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Apply<TI, TV>(TV c, TV x, TV slope)
        where TI : struct, ISimd<TV>
        where TV : struct => TI.SelectGreater(x, TI.Zero, c, TI.Multiply(slope, c));
}

internal readonly struct SigmoidGradient : ITileFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Apply<TI, TV>(TV c, TV x, TV slope)
        where TI : struct, ISimd<TV>
        where TV : struct => TI.Multiply(c, TI.Multiply(x, TI.Subtract(TI.Broadcast(1f), x)));
}

internal readonly struct TanhGradient : ITileFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Apply<TI, TV>(TV c, TV x, TV slope)
        where TI : struct, ISimd<TV>
        where TV : struct => TI.Multiply(c, TI.Subtract(TI.Broadcast(1f), TI.Multiply(x, x)));
}
