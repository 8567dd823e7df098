using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Losses;
using TrainingService.Compute.Cpu.Rows;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Activations;

namespace TrainingService.Compute.Cpu.Activations;

internal struct SoftmaxArguments
{
    public CellGrid Grid;

    /// <summary>x, or dy.</summary>
    public RowOperand X;

    /// <summary>y, to be written or read.</summary>
    public RowOperand Y;

    /// <summary>dx; not used forward.</summary>
    public RowOperand Gradient;
    public bool Log;
}

/// <summary>Kernels of <see cref="SoftmaxOp"/> and its gradient; the output may be the first input.</summary>
internal sealed class SoftmaxKernels : IOpKernels
{
    private const int ElementsPerChunk = 8192;

    public void Compile(InstructionSet set, Graph graph, Node node, IKernelContext context)
    {
        var output = node.Outputs[0];
        if (node.Op is SoftmaxOp softmax)
        {
            var grid = CellGrid.Of(ElementsPerChunk, context, graph[output].Shape, node.Inputs[0], output);
            var arguments = new SoftmaxArguments
            {
                Grid = grid, X = grid.Operand(context, node.Inputs[0]), Y = grid.Operand(context, output), Log = softmax.Log,
            };
            if (grid.Channels <= RowPanel.MostOutputs)
                context.Emit<ShortSoftmaxKernel.Choice, SoftmaxArguments>(set, arguments, grid.Chunks);
            else
                context.Emit<SoftmaxKernel.Choice, SoftmaxArguments>(set, arguments, grid.Chunks);
        }
        else
        {
            var grid = CellGrid.Of(ElementsPerChunk, context, graph[output].Shape, node.Inputs[0], node.Inputs[1], output);
            var arguments = new SoftmaxArguments
            {
                Grid = grid,
                X = grid.Operand(context, node.Inputs[0]),
                Y = grid.Operand(context, node.Inputs[1]),
                Gradient = grid.Operand(context, output),
                Log = ((SoftmaxGradientOp)node.Op).Log,
            };
            context.Emit<SoftmaxGradientKernel.Choice, SoftmaxArguments>(set, arguments, grid.Chunks);
        }
    }
}
