using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Optimizers;

/// <summary>m = β₁ m + (1-β₁) g; v = β₂ v + (1-β₂) g²; w -= rate/c₁ · m / (√v · 1/√c₂ + ε).</summary>
internal readonly struct AdamStep : IUpdateStep
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
        state0 = TI.MultiplyAdd(factors.OneMinusBeta1, g, TI.Multiply(factors.Beta1, state0));
        state1 = TI.MultiplyAdd(factors.OneMinusBeta2, TI.Multiply(g, g), TI.Multiply(factors.Beta2, state1));
        var root = TI.MultiplyAdd(TI.Sqrt(state1), factors.RootCorrection, factors.Epsilon);
        return TI.Subtract(w, TI.Divide(TI.Multiply(factors.CorrectedRate, state0), root));
    }
}

/// <summary>m and v as Adam's; w -= rate · (a · m + b · g) / (√v · 1/√c₂ + ε).</summary>
internal readonly struct NadamStep : IUpdateStep
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
        state0 = TI.MultiplyAdd(factors.OneMinusBeta1, g, TI.Multiply(factors.Beta1, state0));
        state1 = TI.MultiplyAdd(factors.OneMinusBeta2, TI.Multiply(g, g), TI.Multiply(factors.Beta2, state1));
        var root = TI.MultiplyAdd(TI.Sqrt(state1), factors.RootCorrection, factors.Epsilon);
        var ahead = TI.MultiplyAdd(factors.MomentShare, state0, TI.Multiply(factors.GradientShare, g));
        return TI.Subtract(w, TI.Divide(TI.Multiply(factors.Rate, ahead), root));
    }
}
