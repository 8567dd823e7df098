using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Elementwise;
using TrainingService.Compute.Cpu.Rows;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Activations;

namespace TrainingService.Compute.Cpu.Activations;

/// <summary>Kernels of <see cref="ActivationOp"/>; y may be x.</summary>
internal sealed class ActivationKernels : IOpKernels
{
    private const int ElementsPerChunk = 16384;

    public void Compile(InstructionSet set, Graph graph, Node node, IKernelContext context)
    {
        var (x, y) = (node.Inputs[0], node.Outputs[0]);
        var function = ((ActivationOp)node.Op).Function;
        var grid = RowGrid.Of(ElementsPerChunk, context.Layout(y), context.Layout(x));
        var arguments = new MapArguments
        {
            Grid = grid,
            X = RowOperand.Of(context, x, grid),
            Y = RowOperand.Of(context, y, grid),
            Parameter = function.Slope,
        };
        context.Emit(ActivationTable.Forward<ActivationPass>(set, function), arguments, grid.Chunks);
    }
}
