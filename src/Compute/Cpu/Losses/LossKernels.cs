using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Rows;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Losses;

namespace TrainingService.Compute.Cpu.Losses;

/// <summary>Kernels of the losses.</summary>
internal sealed class LossKernels : IOpKernels
{
    public void Compile(InstructionSet set, Graph graph, Node node, IKernelContext context)
    {
        var arguments = LossArguments.Of(graph, node, context);
        CountKernel.Compile(arguments, context);
        switch (node.Op)
        {
            case SoftmaxCrossEntropyOp softmax:
                arguments.P0 = softmax.Smoothing;
                EmitEntropy(set, arguments, context);
                break;
            case SoftmaxFocalOp focal:
                arguments.P1 = focal.Gamma;
                arguments.Mode = 1;
                EmitEntropy(set, arguments, context);
                break;
            case ProbabilityCrossEntropyOp probability:
                arguments.P0 = probability.Smoothing;
                context.Emit<ProbabilityLossKernel.Choice, LossArguments>(set, arguments, arguments.Chunks);
                break;
            case KlDivergenceOp divergence:
                (arguments.Mode, arguments.Form) = (divergence.Reversed ? 1 : 0, divergence.FromLogits ? 1 : 0);
                context.Emit<DivergenceKernel.Choice, LossArguments>(set, arguments, arguments.Chunks);
                break;
            case MulticlassHingeOp:
                context.Emit<RowLossKernel.Choice<CrammerSingerLoss>, LossArguments>(set, arguments, arguments.Chunks);
                break;
            case BoxLossOp box:
                (arguments.Mode, arguments.Form, arguments.P0) = ((int)box.Overlap, (int)box.Layout, box.Smooth);
                context.Emit<BoxLossKernel.Choice, LossArguments>(set, arguments, arguments.Chunks);
                break;
            case MaskLossOp mask:
                (arguments.Mode, arguments.P0) = (mask.IsDice ? 1 : 0, mask.Smooth);
                context.Emit<MaskLossKernel.Choice, LossArguments>(set, arguments, arguments.Rows / arguments.RowsPerSample);
                break;
            default:
                CompileElements(set, node.Op, arguments, context);
                break;
        }
    }

    private static void CompileElements(InstructionSet set, Op op, LossArguments arguments, IKernelContext context)
    {
        switch (op)
        {
            case BinaryCrossEntropyOp binary:
                (arguments.P0, arguments.P1) = (binary.PositiveWeight, binary.Smoothing);
                if (binary.FromLogits)
                    Emit<LogitCrossEntropy>(set, arguments, context);
                else
                    Emit<ProbabilityCrossEntropy>(set, arguments, context);
                break;
            case BinaryFocalOp focal:
                (arguments.P0, arguments.P1, arguments.P2) = (focal.Gamma, focal.Positive, focal.Negative);
                Emit<BinaryFocal>(set, arguments, context);
                break;
            case MarginLossOp { Kind: MarginKind.Log }: Emit<LogMargin>(set, arguments, context); break;
            case MarginLossOp { Kind: MarginKind.Exponential }: Emit<ExponentialMargin>(set, arguments, context); break;
            case MarginLossOp { Kind: MarginKind.Hinge }: Emit<HingeMargin>(set, arguments, context); break;
            case MarginLossOp { Kind: MarginKind.SquaredHinge }: Emit<SquaredHingeMargin>(set, arguments, context); break;
            case MeanSquaredErrorOp: Emit<SquaredError>(set, arguments, context); break;
            case MeanAbsoluteErrorOp: Emit<AbsoluteError>(set, arguments, context); break;
            case HuberOp huber:
                arguments.P0 = huber.Delta;
                Emit<HuberError>(set, arguments, context);
                break;
            case LogCoshOp: Emit<LogCosh>(set, arguments, context); break;
            default: throw new NotSupportedException($"No kernel for {op.GetType().Name}.");
        }
    }

    private static void EmitEntropy(InstructionSet set, LossArguments arguments, IKernelContext context)
    {
        if (arguments.Outputs <= RowPanel.MostOutputs)
            context.Emit<ShortRowEntropyKernel.Choice, LossArguments>(set, arguments, arguments.Chunks);
        else
            context.Emit<SoftmaxCrossEntropyKernel.Choice, LossArguments>(set, arguments, arguments.Chunks);
    }

    private static void Emit<TL>(InstructionSet set, LossArguments arguments, IKernelContext context)
        where TL : struct, IElementLoss => context.Emit<ElementLossKernel.Choice<TL>, LossArguments>(set, arguments, arguments.Chunks);
}
