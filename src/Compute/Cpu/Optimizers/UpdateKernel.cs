using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Optimizers;

/// <summary>One update rule on a vector of parameters.</summary>
internal interface IUpdateStep
{
    /// <summary>State blocks the rule reads and writes.</summary>
    static abstract int StateBlocks { get; }

    /// <summary>The new parameters; the state is changed in place.</summary>
    static abstract TV Apply<TI, TV>(TV w, TV g, ref TV state0, ref TV state1, in UpdateFactors<TV> factors)
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
}

/// <summary>Updates the segments of a chunk.</summary>
internal static unsafe class UpdateKernel
{
    public readonly struct Choice<TS> : IKernelChoice
        where TS : struct, IUpdateStep
    {
        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<void*, int, void>)&Run<TS, TI, TV>;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TS, TI, TV>(void* arguments, int chunk)
        where TS : struct, IUpdateStep
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var args = (UpdateArguments*)arguments;
        UpdateFactors<TV> factors;
        factors.Rate = TI.Broadcast(args->Step->LearningRate);
        factors.Momentum = TI.Broadcast(args->Momentum);
        factors.Beta1 = TI.Broadcast(args->Beta1);
        factors.Beta2 = TI.Broadcast(args->Beta2);
        factors.OneMinusBeta1 = TI.Broadcast(1 - args->Beta1);
        factors.OneMinusBeta2 = TI.Broadcast(1 - args->Beta2);
        factors.CorrectedRate = TI.Broadcast(args->Step->LearningRate / args->Step->FirstMomentCorrection);
        factors.RootCorrection = TI.Broadcast(1 / MathF.Sqrt(args->Step->SecondMomentCorrection));
        factors.Epsilon = TI.Broadcast(args->Epsilon);
        for (var s = args->FirstSegments[chunk]; s < args->FirstSegments[chunk + 1]; s++)
        {
            var segment = args->Segments[s];
            var l2 = TI.Broadcast(segment.L2);
            var w = args->Parameters + segment.Offset;
            var g = args->Gradients + segment.Offset;
            var state0 = args->State0 + segment.Offset;
            var state1 = args->State1 + segment.Offset;
            var i = 0;
            for (; i <= segment.Count - TI.Width; i += TI.Width)
            {
                var weight = TI.Load(w + i);
                var first = TS.StateBlocks > 0 ? TI.Load(state0 + i) : TI.Zero;
                var second = TS.StateBlocks > 1 ? TI.Load(state1 + i) : TI.Zero;
                TI.Store(w + i, TS.Apply<TI, TV>(weight, TI.MultiplyAdd(l2, weight, TI.Load(g + i)), ref first, ref second, factors));
                if (TS.StateBlocks > 0)
                    TI.Store(state0 + i, first);
                if (TS.StateBlocks > 1)
                    TI.Store(state1 + i, second);
            }

            if (i < segment.Count)
            {
                var count = segment.Count - i;
                var weight = TI.LoadPartial(w + i, count);
                var first = TS.StateBlocks > 0 ? TI.LoadPartial(state0 + i, count) : TI.Zero;
                var second = TS.StateBlocks > 1 ? TI.LoadPartial(state1 + i, count) : TI.Zero;
                var gradient = TI.MultiplyAdd(l2, weight, TI.LoadPartial(g + i, count));
                TI.StorePartial(w + i, TS.Apply<TI, TV>(weight, gradient, ref first, ref second, factors), count);
                if (TS.StateBlocks > 0)
                    TI.StorePartial(state0 + i, first, count);
                if (TS.StateBlocks > 1)
                    TI.StorePartial(state1 + i, second, count);
            }
        }
    }
}
