using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Losses;

/// <summary>Binary cross-entropy of sigmoid(z); P0 is the factor of positives, P1 the smoothing.</summary>
internal readonly struct LogitCrossEntropy : IElementLoss
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
        get => true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Evaluate<TI, TV>(TV z, TV t, in ElementFactors<TV> factors, out TV term, out TV derivative)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        // (1-t) z + (1 + (a-1) t) (log(1 + e^-|z|) + max(-z, 0)); the same exponential serves the sigmoid.
        var one = TI.Broadcast(1f);
        var wanted = TI.MultiplyAdd(TI.Broadcast(0.5f), factors.P1, TI.Multiply(TI.Subtract(one, factors.P1), t));
        var factor = TI.MultiplyAdd(TI.Subtract(factors.P0, one), wanted, one);
        var no = TI.Subtract(one, wanted);
        var negative = TI.Subtract(TI.Zero, z);
        var e = VecMath.Exp<TI, TV>(TI.SelectGreater(z, TI.Zero, negative, z));
        var sum = TI.Add(one, e);
        term = TI.MultiplyAdd(no, z, TI.Multiply(factor, TI.Add(VecMath.Log<TI, TV>(sum), TI.Max(TI.Zero, negative))));

        // 1 - sigmoid is sigmoid(-z), so that small ones keep their relative precision.
        derivative = TI.Subtract(no, TI.Multiply(factor, TI.Divide(TI.SelectGreater(z, TI.Zero, e, one), sum)));
    }
}

/// <summary>Binary cross-entropy of probabilities, logarithms clamped at -100; P0 is the factor of positives, P1 the smoothing.</summary>
internal readonly struct ProbabilityCrossEntropy : IElementLoss
{
    public static float Threshold
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 0.5f;
    }

    public static bool IsBinary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => true;
    }

    public static bool CountsRightOfLabels
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Evaluate<TI, TV>(TV z, TV t, in ElementFactors<TV> factors, out TV term, out TV derivative)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var one = TI.Broadcast(1f);
        var least = TI.Broadcast(-100f);
        var wanted = TI.MultiplyAdd(TI.Broadcast(0.5f), factors.P1, TI.Multiply(TI.Subtract(one, factors.P1), t));
        var yes = TI.Multiply(factors.P0, wanted);
        var no = TI.Subtract(one, wanted);
        var other = TI.Subtract(one, z);
        var logYes = TI.Max(least, VecMath.Log<TI, TV>(z));
        var logNo = TI.Max(least, VecMath.Log<TI, TV>(other));
        term = TI.Subtract(TI.Zero, TI.MultiplyAdd(yes, logYes, TI.Multiply(no, logNo)));
        derivative = TI.Divide(TI.Subtract(TI.Multiply(no, z), TI.Multiply(yes, other)), TI.Max(TI.Broadcast(1e-12f), TI.Multiply(z, other)));
    }
}

/// <summary>Focal loss of sigmoid(z) for targets 0 and 1; P0 is γ, P1 and P2 the factors of positives and negatives.</summary>
internal readonly struct BinaryFocal : IElementLoss
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
        get => true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Evaluate<TI, TV>(TV z, TV t, in ElementFactors<TV> factors, out TV term, out TV derivative)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        // With m = ±z: q = sigmoid(m), -log q = log(1 + e^-|m|) + max(-m, 0), and 1 - q = sigmoid(-m).
        var (one, half) = (TI.Broadcast(1f), TI.Broadcast(0.5f));
        var negative = TI.Subtract(TI.Zero, z);
        var margin = TI.SelectGreater(t, half, z, negative);
        var opposite = TI.Subtract(TI.Zero, margin);
        var factor = TI.SelectGreater(t, half, factors.P1, factors.P2);
        var e = VecMath.Exp<TI, TV>(TI.SelectGreater(margin, TI.Zero, opposite, margin));
        var sum = TI.Add(one, e);
        var loss = TI.Add(VecMath.Log<TI, TV>(sum), TI.Max(TI.Zero, opposite));
        var q = TI.Divide(TI.SelectGreater(margin, TI.Zero, one, e), sum);
        var rest = TI.Divide(TI.SelectGreater(margin, TI.Zero, e, one), sum);

        // (1-q)^γ = e^(γ log(1-q)), log(1-q) = -(loss of the opposite margin) = margin's side of the same logarithm.
        var logRest = TI.Subtract(TI.Zero, TI.Add(VecMath.Log<TI, TV>(sum), TI.Max(TI.Zero, margin)));
        var power = TI.Multiply(factor, VecMath.Exp<TI, TV>(TI.Multiply(factors.P0, logRest)));
        term = TI.Multiply(power, loss);

        // d/dm = -(1-q)^γ ((1-q) + γ q (-log q)).
        var slope = TI.Multiply(power, TI.MultiplyAdd(TI.Multiply(factors.P0, q), loss, rest));
        derivative = TI.SelectGreater(t, half, TI.Subtract(TI.Zero, slope), slope);
    }
}
