using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Elementwise;
using TrainingService.Compute.Cpu.Rows;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Activations;

namespace TrainingService.Compute.Cpu.Activations;

/// <summary>Kernels of <see cref="ActivationGradientOp"/>; dx may be dy or what the derivative is a function of (y, or x).</summary>
internal sealed class ActivationGradientKernels : IOpKernels
{
    private const int ElementsPerChunk = 32768;

    public void Compile(InstructionSet set, Graph graph, Node node, IKernelContext context)
    {
        var (dy, y, dx) = (node.Inputs[0], node.Inputs[1], node.Outputs[0]);
        var function = ((ActivationGradientOp)node.Op).Function;
        var grid = RowGrid.Of(ElementsPerChunk, context.Layout(dx), context.Layout(dy), context.Layout(y));
        var arguments = new CombineArguments
        {
            Grid = grid,
            A = RowOperand.Of(context, dy, grid),
            B = RowOperand.Of(context, y, grid),
            Y = RowOperand.Of(context, dx, grid),
            Parameter = function.Slope,
        };
        context.Emit(ActivationTable.Gradient<ActivationPass>(set, function), arguments, grid.Chunks);
    }
}
