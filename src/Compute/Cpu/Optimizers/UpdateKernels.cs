using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Rows;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Optimizers;

/// <summary>One pass over parameters, gradients and state for each update rule.</summary>
internal static unsafe class UpdateKernels
{
    public static void Compile(InstructionSet set, UpdateRule rule, IReadOnlyList<ParameterSpan> spans, IKernelContext context)
    {
        var arguments = new UpdateArguments
        {
            Parameters = context.Parameters,
            Gradients = context.Accumulated != null ? context.Accumulated : context.Gradients,
            State0 = rule.StateBlocks > 0 ? context.OptimizerState(0) : null,
            State1 = rule.StateBlocks > 1 ? context.OptimizerState(1) : null,
            State2 = rule.StateBlocks > 2 ? context.OptimizerState(2) : null,
            Step = context.State,
            Chunks = SpanChunks.Of(spans, context),
            ClipValue = rule.ClipValue,
        };
        if (arguments.Chunks.Count == 0)
            return;
        switch (rule)
        {
            case SgdRule { Momentum: 0 }:
                Emit<PlainStep>(set, arguments, context);
                break;
            case SgdRule sgd:
                arguments.Momentum = sgd.Momentum;
                if (sgd.Nesterov)
                    Emit<NesterovStep>(set, arguments, context);
                else
                    Emit<MomentumStep>(set, arguments, context);
                break;
            case AdaGradRule ada:
                arguments.Epsilon = ada.Epsilon;
                Emit<AdaGradStep>(set, arguments, context);
                break;
            case RmsPropRule rms:
                (arguments.Beta2, arguments.Momentum, arguments.Epsilon) = (rms.Rho, rms.Momentum, rms.Epsilon);
                EmitRmsProp(set, rms, arguments, context);
                break;
            case AdamRule adam:
                (arguments.Beta1, arguments.Beta2, arguments.Epsilon) = (adam.Beta1, adam.Beta2, adam.Epsilon);
                arguments.UncorrectedEpsilon = adam.UncorrectedEpsilon;
                Emit<AdamStep>(set, arguments, context);
                break;
            case NadamRule nadam:
                (arguments.Beta1, arguments.Beta2, arguments.Epsilon) = (nadam.Beta1, nadam.Beta2, nadam.Epsilon);
                Emit<NadamStep>(set, arguments, context);
                break;
            default:
                throw new NotSupportedException($"No kernel for {rule.GetType().Name}.");
        }
    }

    private static void EmitRmsProp(InstructionSet set, RmsPropRule rule, UpdateArguments arguments, IKernelContext context)
    {
        switch (rule)
        {
            case { Centered: false, Momentum: 0 }: Emit<RmsPropStep>(set, arguments, context); break;
            case { Centered: false }: Emit<RmsPropMomentumStep>(set, arguments, context); break;
            case { Momentum: 0 }: Emit<CenteredRmsPropStep>(set, arguments, context); break;
            default: Emit<CenteredRmsPropMomentumStep>(set, arguments, context); break;
        }
    }

    private static void Emit<TS>(InstructionSet set, UpdateArguments arguments, IKernelContext context)
        where TS : struct, IUpdateStep
    {
        if (arguments.Chunks.HasPenalties || !float.IsPositiveInfinity(arguments.ClipValue))
            context.Emit<UpdateKernel.Choice<TS, PenalizedGradient>, UpdateArguments>(set, arguments, arguments.Chunks.Count);
        else
            context.Emit<UpdateKernel.Choice<TS, ScaledGradient>, UpdateArguments>(set, arguments, arguments.Chunks.Count);
    }
}
