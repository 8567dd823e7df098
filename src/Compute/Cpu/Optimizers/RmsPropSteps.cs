using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Optimizers;

/// <summary>s += g²; w -= rate · g / (√s + ε).</summary>
internal readonly struct AdaGradStep : IUpdateStep
{
    public static int StateBlocks
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Apply<TI, TV>(TV w, TV g, ref TV state0, ref TV state1, ref TV state2, in UpdateFactors<TV> factors)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        state0 = TI.MultiplyAdd(g, g, state0);
        return TI.Subtract(w, TI.Divide(TI.Multiply(factors.Rate, g), TI.Add(TI.Sqrt(state0), factors.Epsilon)));
    }
}

/// <summary>What the four forms of RMSProp share.</summary>
internal static class RmsProp
{
    /// <summary>s = ρ s + (1-ρ) g²; gives g / (√s + ε).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Scaled<TI, TV>(TV g, ref TV squares, in UpdateFactors<TV> factors)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        squares = TI.MultiplyAdd(factors.OneMinusBeta2, TI.Multiply(g, g), TI.Multiply(factors.Beta2, squares));
        return TI.Divide(g, TI.Add(TI.Sqrt(squares), factors.Epsilon));
    }

    /// <summary>As <see cref="Scaled"/>, with the mean a = ρ a + (1-ρ) g taken off: g / (√(s - a²) + ε). Rounding can take the difference below 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Centered<TI, TV>(TV g, ref TV squares, ref TV mean, in UpdateFactors<TV> factors)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        squares = TI.MultiplyAdd(factors.OneMinusBeta2, TI.Multiply(g, g), TI.Multiply(factors.Beta2, squares));
        mean = TI.MultiplyAdd(factors.OneMinusBeta2, g, TI.Multiply(factors.Beta2, mean));
        var variance = TI.Max(TI.Zero, TI.Subtract(squares, TI.Multiply(mean, mean)));
        return TI.Divide(g, TI.Add(TI.Sqrt(variance), factors.Epsilon));
    }
}

/// <summary>w -= rate · u.</summary>
internal readonly struct RmsPropStep : IUpdateStep
{
    public static int StateBlocks
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Apply<TI, TV>(TV w, TV g, ref TV state0, ref TV state1, ref TV state2, in UpdateFactors<TV> factors)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        return TI.Subtract(w, TI.Multiply(factors.Rate, RmsProp.Scaled<TI, TV>(g, ref state0, factors)));
    }
}

/// <summary>v = momentum · v + u; w -= rate · v.</summary>
internal readonly struct RmsPropMomentumStep : IUpdateStep
{
    public static int StateBlocks
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 2;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Apply<TI, TV>(TV w, TV g, ref TV state0, ref TV state1, ref TV state2, in UpdateFactors<TV> factors)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        state1 = TI.MultiplyAdd(factors.Momentum, state1, RmsProp.Scaled<TI, TV>(g, ref state0, factors));
        return TI.Subtract(w, TI.Multiply(factors.Rate, state1));
    }
}

/// <summary>w -= rate · u, centered.</summary>
internal readonly struct CenteredRmsPropStep : IUpdateStep
{
    public static int StateBlocks
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 2;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Apply<TI, TV>(TV w, TV g, ref TV state0, ref TV state1, ref TV state2, in UpdateFactors<TV> factors)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        return TI.Subtract(w, TI.Multiply(factors.Rate, RmsProp.Centered<TI, TV>(g, ref state0, ref state1, factors)));
    }
}

/// <summary>v = momentum · v + u; w -= rate · v, centered.</summary>
internal readonly struct CenteredRmsPropMomentumStep : IUpdateStep
{
    public static int StateBlocks
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 3;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Apply<TI, TV>(TV w, TV g, ref TV state0, ref TV state1, ref TV state2, in UpdateFactors<TV> factors)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        state1 = TI.MultiplyAdd(factors.Momentum, state1, RmsProp.Centered<TI, TV>(g, ref state0, ref state2, factors));
        return TI.Subtract(w, TI.Multiply(factors.Rate, state1));
    }
}
