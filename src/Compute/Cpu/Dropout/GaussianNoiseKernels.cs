using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Rows;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Dropout;

namespace TrainingService.Compute.Cpu.Dropout;

/// <summary>Kernels of <see cref="GaussianNoiseOp"/>; y may be x.</summary>
internal sealed unsafe class GaussianNoiseKernels : IOpKernels
{
    private const int ElementsPerChunk = 4096;

    public void Compile(InstructionSet set, Graph graph, Node node, IKernelContext context)
    {
        var op = (GaussianNoiseOp)node.Op;
        var (x, y) = (node.Inputs[0], node.Outputs[0]);
        var grid = DropoutKernels.GridOf(ElementsPerChunk, graph[y].Shape, context.Layout(y));
        var arguments = new DropoutArguments
        {
            Grid = grid,
            X = RowOperand.Of(context, x, grid),
            Y = RowOperand.Of(context, y, grid),
            State = context.State,
            Stream = (uint)op.Stream,
            Scale = op.Deviation,
        };
        context.Emit<GaussianNoiseKernel.Choice, DropoutArguments>(set, arguments, grid.Chunks);
    }
}
