using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Rows;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Optimizers;

/// <summary>One pass over parameters, gradients and state for each update rule.</summary>
internal static unsafe class UpdateKernels
{
    /// <summary>Appends the pass over some parameters.</summary>
    public static void Compile(InstructionSet set, UpdateRule rule, IReadOnlyList<ParameterSpan> spans, IKernelContext context)
    {
        var arguments = ArgumentsOf(rule, SpanChunks.Of(spans, context), context);
        if (arguments.Chunks.Count > 0)
            context.Emit(KernelOf<Pass>(set, rule, arguments.HasChanges), arguments, arguments.Chunks.Count);
    }

    /// <summary>The pass over one parameter, by stretches.</summary>
    public static GradientEnd CompileEnd(InstructionSet set, UpdateRule rule, ParameterSpan span, IKernelContext context)
    {
        var arguments = (UpdateArguments*)context.Allocate(sizeof(UpdateArguments));
        *arguments = ArgumentsOf(rule, SpanChunks.Whole(span, context), context);
        return new GradientEnd
        {
            Kernel = (delegate*<void*, nint, int, float*, void>)KernelOf<Stretches>(set, rule, arguments->HasChanges),
            Arguments = arguments,
            Step = context.State,
        };
    }

    private static UpdateArguments ArgumentsOf(UpdateRule rule, SpanChunks chunks, IKernelContext context)
    {
        var arguments = new UpdateArguments
        {
            Parameters = context.Parameters,
            Gradients = context.Accumulated != null ? context.Accumulated : context.Gradients,
            State0 = rule.StateBlocks > 0 ? context.OptimizerState(0) : null,
            State1 = rule.StateBlocks > 1 ? context.OptimizerState(1) : null,
            State2 = rule.StateBlocks > 2 ? context.OptimizerState(2) : null,
            Step = context.State,
            Chunks = chunks,
            ClipValue = rule.ClipValue,
        };
        switch (rule)
        {
            case SgdRule sgd:
                arguments.Momentum = sgd.Momentum;
                break;
            case AdaGradRule ada:
                arguments.Epsilon = ada.Epsilon;
                break;
            case RmsPropRule rms:
                (arguments.Beta2, arguments.Momentum, arguments.Epsilon) = (rms.Rho, rms.Momentum, rms.Epsilon);
                break;
            case AdamRule adam:
                (arguments.Beta1, arguments.Beta2, arguments.Epsilon) = (adam.Beta1, adam.Beta2, adam.Epsilon);
                arguments.UncorrectedEpsilon = adam.UncorrectedEpsilon;
                break;
            case NadamRule nadam:
                (arguments.Beta1, arguments.Beta2, arguments.Epsilon) = (nadam.Beta1, nadam.Beta2, nadam.Epsilon);
                break;
        }

        return arguments;
    }

    private static nint KernelOf<TUse>(InstructionSet set, UpdateRule rule, bool hasChanges)
        where TUse : struct, IUse => rule switch
        {
            SgdRule { Momentum: 0 } => KernelOf<TUse, PlainStep>(set, hasChanges),
            SgdRule { Nesterov: true } => KernelOf<TUse, NesterovStep>(set, hasChanges),
            SgdRule => KernelOf<TUse, MomentumStep>(set, hasChanges),
            AdaGradRule => KernelOf<TUse, AdaGradStep>(set, hasChanges),
            RmsPropRule { Centered: false, Momentum: 0 } => KernelOf<TUse, RmsPropStep>(set, hasChanges),
            RmsPropRule { Centered: false } => KernelOf<TUse, RmsPropMomentumStep>(set, hasChanges),
            RmsPropRule { Momentum: 0 } => KernelOf<TUse, CenteredRmsPropStep>(set, hasChanges),
            RmsPropRule => KernelOf<TUse, CenteredRmsPropMomentumStep>(set, hasChanges),
            AdamRule => KernelOf<TUse, AdamStep>(set, hasChanges),
            NadamRule => KernelOf<TUse, NadamStep>(set, hasChanges),
            _ => throw new NotSupportedException($"No kernel for {rule.GetType().Name}."),
        };

    private static nint KernelOf<TUse, TS>(InstructionSet set, bool hasChanges)
        where TUse : struct, IUse
        where TS : struct, IUpdateStep => hasChanges ? TUse.KernelOf<TS, PenalizedGradient>(set) : TUse.KernelOf<TS, ScaledGradient>(set);

    /// <summary>Chunk by chunk, or by stretches.</summary>
    private interface IUse
    {
        static abstract nint KernelOf<TS, TC>(InstructionSet set)
            where TS : struct, IUpdateStep
            where TC : struct, IGradientChanges;
    }

    private readonly struct Pass : IUse
    {
        public static nint KernelOf<TS, TC>(InstructionSet set)
            where TS : struct, IUpdateStep
            where TC : struct, IGradientChanges => KernelChoice.Of<UpdateKernel.Choice<TS, TC>>(set);
    }

    private readonly struct Stretches : IUse
    {
        public static nint KernelOf<TS, TC>(InstructionSet set)
            where TS : struct, IUpdateStep
            where TC : struct, IGradientChanges => KernelChoice.Of<UpdateKernel.StretchChoice<TS, TC>>(set);
    }
}
