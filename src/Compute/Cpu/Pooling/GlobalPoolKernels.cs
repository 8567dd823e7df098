using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Rows;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Conv2D;
using TrainingService.Compute.Ops.Pooling;

namespace TrainingService.Compute.Cpu.Pooling;

/// <summary>Kernels of <see cref="GlobalAveragePool2DOp"/> and its gradient.</summary>
internal sealed class GlobalPoolKernels : IOpKernels
{
    public void Compile(InstructionSet set, Graph graph, Node node, IKernelContext context)
    {
        if (node.Op is GlobalAveragePool2DOp)
        {
            var arguments = PoolArguments.Of(default(Window2D) with { StrideY = 1 }, context, node.Inputs[0], node.Outputs[0]);
            context.Emit<GlobalPoolKernel.Choice, PoolArguments>(set, arguments, arguments.ImageChunks);
        }
        else
        {
            var arguments = PoolArguments.Of(default(Window2D) with { StrideY = 1 }, context, node.Outputs[0], node.Inputs[0]);
            context.Emit<GlobalPoolGradientKernel.Choice, PoolArguments>(set, arguments, arguments.ImageChunks);
        }
    }
}
