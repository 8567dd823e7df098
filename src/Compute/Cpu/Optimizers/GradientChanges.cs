using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Optimizers;

/// <summary>What is done to gradients and parameters around an <see cref="IUpdateStep"/>.</summary>
internal interface IGradientChanges
{
    /// <summary>The new parameters; the state is changed in place.</summary>
    static abstract TV Step<TS, TI, TV>(TV w, TV gradient, ref TV state0, ref TV state1, ref TV state2, in UpdateFactors<TV> factors)
        where TS : struct, IUpdateStep
        where TI : struct, ISimd<TV>
        where TV : struct;
}

/// <summary>The scale alone.</summary>
internal readonly struct ScaledGradient : IGradientChanges
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Step<TS, TI, TV>(TV w, TV gradient, ref TV state0, ref TV state1, ref TV state2, in UpdateFactors<TV> factors)
        where TS : struct, IUpdateStep
        where TI : struct, ISimd<TV>
        where TV : struct => TS.Apply<TI, TV>(w, TI.Multiply(factors.GradientScale, gradient), ref state0, ref state1, ref state2, factors);
}

/// <summary>Scale, clip, penalties before the step, and the soft threshold after it.</summary>
internal readonly struct PenalizedGradient : IGradientChanges
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Step<TS, TI, TV>(TV w, TV gradient, ref TV state0, ref TV state1, ref TV state2, in UpdateFactors<TV> factors)
        where TS : struct, IUpdateStep
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        // NaN stays NaN through Min and Max: it is second.
        var clipped = TI.Max(factors.Lowest, TI.Min(factors.Highest, TI.Multiply(factors.GradientScale, gradient)));
        var sign = TI.SelectGreater(w, TI.Zero, factors.L1, TI.SelectGreater(TI.Zero, w, factors.MinusL1, TI.Zero));
        var g = TI.Add(TI.MultiplyAdd(factors.L2, w, clipped), sign);
        var stepped = TS.Apply<TI, TV>(TI.Multiply(w, factors.Kept), g, ref state0, ref state1, ref state2, factors);
        return TI.Add(TI.Max(TI.Zero, TI.Subtract(stepped, factors.Reach)), TI.Min(TI.Zero, TI.Add(stepped, factors.Reach)));
    }
}
