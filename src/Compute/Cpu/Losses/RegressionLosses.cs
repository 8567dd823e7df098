using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Losses;

/// <summary>(z - t)².</summary>
internal readonly struct SquaredError : IElementLoss
{
    public static float Threshold
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 0;
    }

    public static bool IsBinary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => false;
    }

    public static bool CountsRightOfLabels
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Evaluate<TI, TV>(TV z, TV t, in ElementFactors<TV> factors, out TV term, out TV derivative)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var difference = TI.Subtract(z, t);
        term = TI.Multiply(difference, difference);
        derivative = TI.Add(difference, difference);
    }
}

/// <summary>|z - t|.</summary>
internal readonly struct AbsoluteError : IElementLoss
{
    public static float Threshold
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 0;
    }

    public static bool IsBinary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => false;
    }

    public static bool CountsRightOfLabels
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Evaluate<TI, TV>(TV z, TV t, in ElementFactors<TV> factors, out TV term, out TV derivative)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var difference = TI.Subtract(z, t);
        term = TI.Max(TI.Subtract(TI.Zero, difference), difference);
        var one = TI.Broadcast(1f);
        derivative = TI.SelectGreater(difference, TI.Zero, one, TI.SelectGreater(TI.Zero, difference, TI.Subtract(TI.Zero, one), TI.Zero));
    }
}

/// <summary>d² / 2 where |d| ≤ δ, else δ (|d| - δ / 2); P0 is δ.</summary>
internal readonly struct HuberError : IElementLoss
{
    public static float Threshold
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 0;
    }

    public static bool IsBinary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => false;
    }

    public static bool CountsRightOfLabels
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Evaluate<TI, TV>(TV z, TV t, in ElementFactors<TV> factors, out TV term, out TV derivative)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var difference = TI.Subtract(z, t);
        var minus = TI.Subtract(TI.Zero, factors.P0);

        // NaN passes: it is second in Min and Max.
        derivative = TI.Max(minus, TI.Min(factors.P0, difference));
        var half = TI.Broadcast(0.5f);
        term = TI.Multiply(derivative, TI.Subtract(difference, TI.Multiply(half, derivative)));
    }
}

/// <summary>log cosh (z - t).</summary>
internal readonly struct LogCosh : IElementLoss
{
    public static float Threshold
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 0;
    }

    public static bool IsBinary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => false;
    }

    public static bool CountsRightOfLabels
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Evaluate<TI, TV>(TV z, TV t, in ElementFactors<TV> factors, out TV term, out TV derivative)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var difference = TI.Subtract(z, t);
        var magnitude = TI.Max(TI.Subtract(TI.Zero, difference), difference);
        derivative = VecMath.Tanh<TI, TV>(difference);

        // Near 0 the logarithms would cancel: d²/2 - d⁴/12 + d⁶/45.
        var square = TI.Multiply(difference, difference);
        var near = TI.MultiplyAdd(square, TI.Broadcast(1f / 45), TI.Broadcast(-1f / 12));
        near = TI.Multiply(square, TI.MultiplyAdd(near, square, TI.Broadcast(0.5f)));
        var e = VecMath.Exp<TI, TV>(TI.Multiply(TI.Broadcast(-2f), magnitude));
        var far = TI.Add(magnitude, TI.Subtract(VecMath.Log<TI, TV>(TI.Add(TI.Broadcast(1f), e)), TI.Broadcast(0.69314718f)));
        term = TI.SelectGreater(TI.Broadcast(0.3f), magnitude, near, far);
    }
}
