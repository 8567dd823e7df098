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
        switch (node.Op)
        {
            case SoftmaxCrossEntropyOp:
                context.Emit<SoftmaxCrossEntropyKernel.Choice, LossArguments>(set, arguments, arguments.Chunks);
                break;
            case BinaryCrossEntropyOp { FromLogits: true }:
                context.Emit<ElementLossKernel.Choice<LogitCrossEntropy>, LossArguments>(set, arguments, arguments.Chunks);
                break;
            case BinaryCrossEntropyOp:
                context.Emit<ElementLossKernel.Choice<ProbabilityCrossEntropy>, LossArguments>(set, arguments, arguments.Chunks);
                break;
            case MeanSquaredErrorOp:
                context.Emit<ElementLossKernel.Choice<SquaredError>, LossArguments>(set, arguments, arguments.Chunks);
                break;
            default:
                throw new NotSupportedException($"No kernel for {node.Op.GetType().Name}.");
        }
    }
}
