using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Losses;

/// <summary>log(1 + e^-m).</summary>
internal readonly struct LogMargin : IElementLoss
{
    public static float Threshold
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 0;
    }

    public static bool IsBinary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => true;
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
        var one = TI.Broadcast(1f);
        var y = TI.SelectGreater(t, TI.Zero, one, TI.Subtract(TI.Zero, one));
        var margin = TI.Multiply(y, z);
        var opposite = TI.Subtract(TI.Zero, margin);
        var e = VecMath.Exp<TI, TV>(TI.SelectGreater(margin, TI.Zero, opposite, margin));
        var sum = TI.Add(one, e);
        term = TI.Add(VecMath.Log<TI, TV>(sum), TI.Max(TI.Zero, opposite));
        derivative = TI.Subtract(TI.Zero, TI.Multiply(y, TI.Divide(TI.SelectGreater(margin, TI.Zero, e, one), sum)));
    }
}

/// <summary>e^-m.</summary>
internal readonly struct ExponentialMargin : IElementLoss
{
    public static float Threshold
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 0;
    }

    public static bool IsBinary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => true;
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
        var one = TI.Broadcast(1f);
        var y = TI.SelectGreater(t, TI.Zero, one, TI.Subtract(TI.Zero, one));
        var margin = TI.Multiply(y, z);
        term = VecMath.Exp<TI, TV>(TI.Subtract(TI.Zero, margin));
        derivative = TI.Subtract(TI.Zero, TI.Multiply(y, term));
    }
}

/// <summary>max(0, 1 - m).</summary>
internal readonly struct HingeMargin : IElementLoss
{
    public static float Threshold
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 0;
    }

    public static bool IsBinary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => true;
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
        var one = TI.Broadcast(1f);
        var y = TI.SelectGreater(t, TI.Zero, one, TI.Subtract(TI.Zero, one));
        var margin = TI.Multiply(y, z);
        term = TI.Max(TI.Zero, TI.Subtract(one, margin));
        derivative = TI.SelectGreater(one, margin, TI.Subtract(TI.Zero, y), TI.Zero);
    }
}

/// <summary>max(0, 1 - m)².</summary>
internal readonly struct SquaredHingeMargin : IElementLoss
{
    public static float Threshold
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 0;
    }

    public static bool IsBinary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => true;
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
        var one = TI.Broadcast(1f);
        var y = TI.SelectGreater(t, TI.Zero, one, TI.Subtract(TI.Zero, one));
        var margin = TI.Multiply(y, z);
        var inside = TI.Max(TI.Zero, TI.Subtract(one, margin));
        term = TI.Multiply(inside, inside);
        derivative = TI.Multiply(TI.Broadcast(-2f), TI.Multiply(y, inside));
    }
}
