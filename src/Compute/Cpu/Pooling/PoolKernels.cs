using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Rows;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Pooling;

namespace TrainingService.Compute.Cpu.Pooling;

/// <summary>Kernels of <see cref="MaxPool2DOp"/>, <see cref="AveragePool2DOp"/>, <see cref="MaxUnpool2DOp"/> and their gradients.</summary>
internal sealed class PoolKernels : IOpKernels
{
    public void Compile(InstructionSet set, Graph graph, Node node, IKernelContext context)
    {
        var (input, output) = (node.Inputs[0], node.Outputs[0]);
        switch (node.Op)
        {
            case MaxPool2DOp op:
                var arguments = PoolArguments.Of(op.Window, context, input, output);
                context.Emit<PoolKernel.Choice<LargestCell>, PoolArguments>(set, arguments, arguments.RowChunks);
                break;
            case AveragePool2DOp op:
                arguments = PoolArguments.Of(op.Window, context, input, output);
                context.Emit<PoolKernel.Choice<MeanOfCells>, PoolArguments>(set, arguments, arguments.RowChunks);
                break;
            case MaxPool2DGradientOp op:
                arguments = PoolArguments.Of(op.Window, context, output, input);
                arguments.ImageValues = RowOperand.Of(context, node.Inputs[1]);
                arguments.OutputValues = RowOperand.Of(context, node.Inputs[2]);
                context.Emit<PoolGradientKernel.Choice<ToFirstLargest>, PoolArguments>(set, arguments, arguments.ImageChunks);
                break;
            case AveragePool2DGradientOp op:
                arguments = PoolArguments.Of(op.Window, context, output, input);
                context.Emit<PoolGradientKernel.Choice<ToAllCells>, PoolArguments>(set, arguments, arguments.ImageChunks);
                break;
            case MaxUnpool2DOp op:
                arguments = PoolArguments.Of(op.Window, context, output, input);
                arguments.ImageValues = RowOperand.Of(context, node.Inputs[1]);
                arguments.OutputValues = RowOperand.Of(context, node.Inputs[2]);
                context.Emit<PoolGradientKernel.Choice<ToFirstLargest>, PoolArguments>(set, arguments, arguments.ImageChunks);
                break;
            case MaxUnpool2DGradientOp op:
                arguments = PoolArguments.Of(op.Window, context, input, output);
                arguments.ImageValues = RowOperand.Of(context, node.Inputs[1]);
                arguments.OutputValues = RowOperand.Of(context, node.Inputs[2]);
                context.Emit<UnpoolGradientKernel.Choice, PoolArguments>(set, arguments, arguments.RowChunks);
                break;
            default:
                throw new NotSupportedException($"No pooling kernel for {node.Op.GetType().Name}.");
        }
    }
}
