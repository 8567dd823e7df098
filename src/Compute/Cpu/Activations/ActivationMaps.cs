using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Elementwise;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Activations;

/// <summary>x.</summary>
internal readonly struct LinearMap : IMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Apply<TI, TV>(TV x, TV parameter)
        where TI : struct, ISimd<TV>
        where TV : struct => x;
}

/// <summary>max(0, x).</summary>
internal readonly struct ReluMap : IMap
{
    // The second operand of Max is the one whose NaN stays.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Apply<TI, TV>(TV x, TV parameter)
        where TI : struct, ISimd<TV>
        where TV : struct => TI.Max(TI.Zero, x);
}

/// <summary>x, or parameter · x below 0.</summary>
internal readonly struct LeakyReluMap : IMap
{
    // A slope above 1 would swap the branches of a maximum, so the sign decides.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Apply<TI, TV>(TV x, TV parameter)
        where TI : struct, ISimd<TV>
        where TV : struct => TI.SelectGreater(x, TI.Zero, x, TI.Multiply(x, parameter));
}

/// <summary>1 / (1 + e^-x).</summary>
internal readonly struct SigmoidMap : IMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Apply<TI, TV>(TV x, TV parameter)
        where TI : struct, ISimd<TV>
        where TV : struct => VecMath.Sigmoid<TI, TV>(x);
}

/// <summary>tanh x.</summary>
internal readonly struct TanhMap : IMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Apply<TI, TV>(TV x, TV parameter)
        where TI : struct, ISimd<TV>
        where TV : struct => VecMath.Tanh<TI, TV>(x);
}

/// <summary>x, or parameter · (e^x - 1) below 0.</summary>
internal readonly struct EluMap : IMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Apply<TI, TV>(TV x, TV parameter)
        where TI : struct, ISimd<TV>
        where TV : struct => TI.SelectGreater(x, TI.Zero, x, TI.Multiply(parameter, VecMath.ExpM1<TI, TV>(TI.Min(TI.Zero, x))));
}

/// <summary>λ x, or λ α (e^x - 1) below 0.</summary>
internal readonly struct SeluMap : IMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Apply<TI, TV>(TV x, TV parameter)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var below = TI.Multiply(TI.Broadcast(Selu.LambdaAlpha), VecMath.ExpM1<TI, TV>(TI.Min(TI.Zero, x)));
        return TI.SelectGreater(x, TI.Zero, TI.Multiply(TI.Broadcast(Selu.Lambda), x), below);
    }
}

/// <summary>ln(1 + e^x).</summary>
internal readonly struct SoftplusMap : IMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Apply<TI, TV>(TV x, TV parameter)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        // max(x, 0) + ln(1 + e^-|x|): the exponential can't overflow.
        var e = VecMath.Exp<TI, TV>(TI.SelectGreater(x, TI.Zero, TI.Subtract(TI.Zero, x), x));
        return TI.Add(TI.Max(TI.Zero, x), VecMath.Log1P<TI, TV>(e));
    }
}

/// <summary>x / 6 + 1/2 between 0 and 1.</summary>
internal readonly struct HardSigmoidMap : IMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Apply<TI, TV>(TV x, TV parameter)
        where TI : struct, ISimd<TV>
        where TV : struct => Hard.Sigmoid<TI, TV>(x);
}

/// <summary>The constants of Klambauer et al. 2017.</summary>
internal static class Selu
{
    /// <summary>Slope above 0.</summary>
    public const float Lambda = 1.0507009873554805f;

    /// <summary>The limit far below 0 is minus this.</summary>
    public const float LambdaAlpha = 1.7580993408473766f;
}
