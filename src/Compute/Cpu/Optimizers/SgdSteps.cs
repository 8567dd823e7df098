using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Optimizers;

/// <summary>w -= rate · g.</summary>
internal readonly struct PlainStep : IUpdateStep
{
    public static int StateBlocks
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Apply<TI, TV>(TV w, TV g, ref TV state0, ref TV state1, ref TV state2, in UpdateFactors<TV> factors)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        return TI.Subtract(w, TI.Multiply(factors.Rate, g));
    }
}

/// <summary>v = momentum · v + g; w -= rate · v.</summary>
internal readonly struct MomentumStep : IUpdateStep
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
        state0 = TI.MultiplyAdd(factors.Momentum, state0, g);
        return TI.Subtract(w, TI.Multiply(factors.Rate, state0));
    }
}

/// <summary>v = momentum · v + g; w -= rate · (g + momentum · v).</summary>
internal readonly struct NesterovStep : IUpdateStep
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
        state0 = TI.MultiplyAdd(factors.Momentum, state0, g);
        return TI.Subtract(w, TI.Multiply(factors.Rate, TI.MultiplyAdd(factors.Momentum, state0, g)));
    }
}
