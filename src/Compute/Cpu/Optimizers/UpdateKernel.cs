using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Optimizers;

/// <summary>One update rule on a vector of parameters.</summary>
internal interface IUpdateStep
{
    /// <summary>State blocks the rule reads and writes.</summary>
    static abstract int StateBlocks { get; }

    /// <summary>The new parameters; the state is changed in place.</summary>
    static abstract TV Apply<TI, TV>(TV w, TV g, ref TV state0, ref TV state1, ref TV state2, in UpdateFactors<TV> factors)
        where TI : struct, ISimd<TV>
        where TV : struct;
}

/// <summary>The rule's numbers, in every lane.</summary>
internal struct UpdateFactors<TV>
    where TV : struct
{
    public TV Rate;
    public TV Momentum;
    public TV Beta1;
    public TV Beta2;
    public TV OneMinusBeta1;
    public TV OneMinusBeta2;

    /// <summary>rate / c₁.</summary>
    public TV CorrectedRate;

    /// <summary>1 / √c₂.</summary>
    public TV RootCorrection;
    public TV Epsilon;
    public TV MomentShare;
    public TV GradientShare;
    public TV GradientScale;
    public TV Highest;
    public TV Lowest;

    // The segment's.
    public TV L2;
    public TV L1;
    public TV MinusL1;
    public TV Kept;
    public TV Reach;
}

/// <summary>Updates the segments of a chunk.</summary>
internal static unsafe class UpdateKernel
{
    public readonly struct Choice<TS, TC> : IKernelChoice
        where TS : struct, IUpdateStep
        where TC : struct, IGradientChanges
    {
        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<void*, int, void>)&Run<TS, TC, TI, TV>;
    }

    /// <summary>As <see cref="Choice{TS, TC}"/>, for a <see cref="Backends.GradientEnd"/>: stretches of the table's one segment.</summary>
    public readonly struct StretchChoice<TS, TC> : IKernelChoice
        where TS : struct, IUpdateStep
        where TC : struct, IGradientChanges
    {
        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<void*, nint, int, float*, void>)&Stretch<TS, TC, TI, TV>;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TS, TC, TI, TV>(void* arguments, int chunk)
        where TS : struct, IUpdateStep
        where TC : struct, IGradientChanges
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var args = (UpdateArguments*)arguments;
        var factors = Factors<TI, TV>(args);
        for (var s = args->Chunks.FirstSegments[chunk]; s < args->Chunks.FirstSegments[chunk + 1]; s++)
            Update<TS, TC, TI, TV>(args, args->Chunks.Segments[s], args->Gradients + args->Chunks.Segments[s].Offset, ref factors);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Stretch<TS, TC, TI, TV>(void* arguments, nint first, int count, float* gradient)
        where TS : struct, IUpdateStep
        where TC : struct, IGradientChanges
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var args = (UpdateArguments*)arguments;
        var factors = Factors<TI, TV>(args);
        var segment = args->Chunks.Segments[0];
        segment.Offset += first;
        segment.Count = count;
        Update<TS, TC, TI, TV>(args, segment, gradient, ref factors);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Update<TS, TC, TI, TV>(UpdateArguments* args, UpdateSegment segment, float* g, ref UpdateFactors<TV> factors)
        where TS : struct, IUpdateStep
        where TC : struct, IGradientChanges
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var rate = args->Step->LearningRate;
        factors.L2 = TI.Broadcast(segment.L2);
        factors.L1 = TI.Broadcast(segment.L1);
        factors.MinusL1 = TI.Broadcast(-segment.L1);
        factors.Kept = TI.Broadcast(1 - rate * segment.Decay);
        factors.Reach = TI.Broadcast(rate * segment.Threshold);
        var w = args->Parameters + segment.Offset;
        var state0 = args->State0 + segment.Offset;
        var state1 = args->State1 + segment.Offset;
        var state2 = args->State2 + segment.Offset;
        var i = 0;
        for (; i <= segment.Count - TI.Width; i += TI.Width)
        {
            var first = TS.StateBlocks > 0 ? TI.Load(state0 + i) : TI.Zero;
            var second = TS.StateBlocks > 1 ? TI.Load(state1 + i) : TI.Zero;
            var third = TS.StateBlocks > 2 ? TI.Load(state2 + i) : TI.Zero;
            TI.Store(w + i, TC.Step<TS, TI, TV>(TI.Load(w + i), TI.Load(g + i), ref first, ref second, ref third, factors));
            if (TS.StateBlocks > 0)
                TI.Store(state0 + i, first);
            if (TS.StateBlocks > 1)
                TI.Store(state1 + i, second);
            if (TS.StateBlocks > 2)
                TI.Store(state2 + i, third);
        }

        if (i < segment.Count)
        {
            var count = segment.Count - i;
            var first = TS.StateBlocks > 0 ? TI.LoadPartial(state0 + i, count) : TI.Zero;
            var second = TS.StateBlocks > 1 ? TI.LoadPartial(state1 + i, count) : TI.Zero;
            var third = TS.StateBlocks > 2 ? TI.LoadPartial(state2 + i, count) : TI.Zero;
            var updated = TC.Step<TS, TI, TV>(TI.LoadPartial(w + i, count), TI.LoadPartial(g + i, count), ref first, ref second, ref third, factors);
            TI.StorePartial(w + i, updated, count);
            if (TS.StateBlocks > 0)
                TI.StorePartial(state0 + i, first, count);
            if (TS.StateBlocks > 1)
                TI.StorePartial(state1 + i, second, count);
            if (TS.StateBlocks > 2)
                TI.StorePartial(state2 + i, third, count);
        }
    }

    private static UpdateFactors<TV> Factors<TI, TV>(UpdateArguments* args)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        UpdateFactors<TV> factors = default;
        factors.Rate = TI.Broadcast(args->Step->LearningRate);
        factors.Momentum = TI.Broadcast(args->Momentum);
        factors.Beta1 = TI.Broadcast(args->Beta1);
        factors.Beta2 = TI.Broadcast(args->Beta2);
        factors.OneMinusBeta1 = TI.Broadcast(1 - args->Beta1);
        factors.OneMinusBeta2 = TI.Broadcast(1 - args->Beta2);
        factors.CorrectedRate = TI.Broadcast(args->Step->LearningRate / args->Step->FirstMomentCorrection);
        factors.RootCorrection = TI.Broadcast(1 / MathF.Sqrt(args->Step->SecondMomentCorrection));
        factors.Epsilon = TI.Broadcast(args->UncorrectedEpsilon ? args->Epsilon / MathF.Sqrt(args->Step->SecondMomentCorrection) : args->Epsilon);
        factors.MomentShare = TI.Broadcast(args->Step->MomentShare);
        factors.GradientShare = TI.Broadcast(args->Step->GradientShare);
        factors.GradientScale = TI.Broadcast(args->Step->GradientScale);
        factors.Highest = TI.Broadcast(args->ClipValue);
        factors.Lowest = TI.Broadcast(-args->ClipValue);
        return factors;
    }
}
