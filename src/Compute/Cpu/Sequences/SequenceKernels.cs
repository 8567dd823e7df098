using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Pooling;
using TrainingService.Compute.Cpu.Rows;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Sequences;

namespace TrainingService.Compute.Cpu.Sequences;

/// <summary>Kernels of the poolings and masks over real steps.</summary>
internal sealed unsafe class SequenceKernels : IOpKernels
{
    public void Compile(InstructionSet set, Graph graph, Node node, IKernelContext context)
    {
        var (first, last, output) = (node.Inputs[0], node.Inputs[^1], node.Outputs[0]);
        switch (node.Op)
        {
            case SequenceAveragePoolOp:
                var arguments = SequenceArguments.Of(graph, context, first, output, last);
                context.Emit<SequencePoolKernel.Choice<MeanOfCells>, SequenceArguments>(set, arguments, arguments.Chunks);
                break;
            case SequenceMaxPoolOp:
                arguments = SequenceArguments.Of(graph, context, first, output, last);
                context.Emit<SequencePoolKernel.Choice<LargestCell>, SequenceArguments>(set, arguments, arguments.Chunks);
                break;
            case SequenceAveragePoolGradientOp:
                arguments = SequenceArguments.Of(graph, context, output, first, last);
                context.Emit<SequencePoolGradientKernel.Choice<ToAllCells>, SequenceArguments>(set, arguments, arguments.Chunks);
                break;
            case SequenceMaxPoolGradientOp:
                arguments = SequenceArguments.Of(graph, context, output, first, last);
                arguments.SequenceValues = (float*)context.Address(node.Inputs[1]);
                arguments.ResultValues = (float*)context.Address(node.Inputs[2]);
                context.Emit<SequencePoolGradientKernel.Choice<ToFirstLargest>, SequenceArguments>(set, arguments, arguments.Chunks);
                break;
            case SequenceMaskOp op:
                arguments = SequenceArguments.Of(graph, context, first, output, last) with { Fill = op.Fill };
                context.Emit<SequenceMaskKernel.Choice, SequenceArguments>(set, arguments, arguments.Chunks);
                break;
            case SequenceWindowMeanOp op:
                SequenceWindowMeanKernel.Emit(set, op, context, SequenceArguments.Of(graph, context, first, output, last));
                break;
            case WindowLengthsOp op:
                WindowLengthsKernel.Emit(op, context, first, output, graph[output].Shape[0]);
                break;
            default:
                throw new NotSupportedException($"No sequence kernel for {node.Op.GetType().Name}.");
        }
    }
}
