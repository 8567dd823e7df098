using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Losses;

/// <summary>A loss that is the mean of terms of single outputs.</summary>
internal interface IElementLoss
{
    /// <summary>Above it an output says yes; meaningless unless <see cref="CountsRight"/>.</summary>
    static abstract float Threshold { get; }

    /// <summary>Whether the prediction is a number of right outputs, or else the index of the largest.</summary>
    static abstract bool CountsRight { get; }

    /// <summary>The term of an output and its derivative.</summary>
    static abstract void Evaluate<TI, TV>(TV z, TV t, out TV term, out TV derivative)
        where TI : struct, ISimd<TV>
        where TV : struct;
}

/// <summary>(z - t)².</summary>
internal readonly struct SquaredError : IElementLoss
{
    public static float Threshold => 0;

    public static bool CountsRight
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Evaluate<TI, TV>(TV z, TV t, out TV term, out TV derivative)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var difference = TI.Subtract(z, t);
        term = TI.Multiply(difference, difference);
        derivative = TI.Add(difference, difference);
    }
}

/// <summary>Binary cross-entropy of sigmoid(z).</summary>
internal readonly struct LogitCrossEntropy : IElementLoss
{
    public static float Threshold => 0;

    public static bool CountsRight
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Evaluate<TI, TV>(TV z, TV t, out TV term, out TV derivative)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        // max(z, 0) - z t + log(1 + e^-|z|); the same exponential serves the sigmoid.
        var one = TI.Broadcast(1f);
        var positive = TI.Max(TI.Zero, z);
        var e = VecMath.Exp<TI, TV>(TI.SelectGreater(z, TI.Zero, TI.Subtract(TI.Zero, z), z));
        var sum = TI.Add(one, e);
        term = TI.Add(TI.Subtract(positive, TI.Multiply(z, t)), VecMath.Log<TI, TV>(sum));
        derivative = TI.Subtract(TI.Divide(TI.SelectGreater(z, TI.Zero, one, e), sum), t);
    }
}

/// <summary>Binary cross-entropy of probabilities, logarithms clamped at -100.</summary>
internal readonly struct ProbabilityCrossEntropy : IElementLoss
{
    public static float Threshold => 0.5f;

    public static bool CountsRight
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Evaluate<TI, TV>(TV z, TV t, out TV term, out TV derivative)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var one = TI.Broadcast(1f);
        var least = TI.Broadcast(-100f);
        var other = TI.Subtract(one, z);
        var logYes = TI.Max(least, VecMath.Log<TI, TV>(z));
        var logNo = TI.Max(least, VecMath.Log<TI, TV>(other));
        term = TI.Subtract(TI.Zero, TI.MultiplyAdd(t, logYes, TI.Multiply(TI.Subtract(one, t), logNo)));
        derivative = TI.Divide(TI.Subtract(z, t), TI.Max(TI.Broadcast(1e-12f), TI.Multiply(z, other)));
    }
}
