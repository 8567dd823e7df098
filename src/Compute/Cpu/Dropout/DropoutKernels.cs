using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Rows;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Dropout;

namespace TrainingService.Compute.Cpu.Dropout;

/// <summary>Kernels of <see cref="DropoutOp"/>.</summary>
internal sealed unsafe class DropoutKernels : IOpKernels
{
    private const int ElementsPerChunk = 8192;

    public void Compile(InstructionSet set, Graph graph, Node node, IKernelContext context)
    {
        var op = (DropoutOp)node.Op;
        var (x, y) = (node.Inputs[0], node.Outputs[0]);
        var grid = RowGrid.OfImages(ElementsPerChunk, context.Layout(y));
        var arguments = new DropoutArguments
        {
            Grid = grid,
            X = RowOperand.Of(context, x),
            Y = RowOperand.Of(context, y),
            State = context.State,
            Stream = (uint)op.Stream,

            // Words below it drop: a word / 2^32 is uniform on [0, 1).
            Threshold = (uint)Math.Min(Math.Ceiling(op.Rate * 4294967296.0), uint.MaxValue),
            Scale = (float)(1 / (1 - op.Rate)),
        };
        context.Emit<DropoutKernel.Choice, DropoutArguments>(set, arguments, grid.Chunks);
    }
}
