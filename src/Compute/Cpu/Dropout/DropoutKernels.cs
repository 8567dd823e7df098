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
        var grid = GridOf(ElementsPerChunk, graph[y].Shape, context.Layout(y));
        var arguments = new DropoutArguments
        {
            Grid = grid,
            X = RowOperand.Of(context, x, grid),
            Y = RowOperand.Of(context, y, grid),
            State = context.State,
            Stream = (uint)op.Stream,
            Threshold = ThresholdOf(op.Rate),
            Scale = (float)(1 / (1 - op.Rate)),
        };
        context.Emit<DropoutKernel.Choice, DropoutArguments>(set, arguments, grid.Chunks);
    }

    /// <summary>Words below it drop: a word / 2^32 is uniform on [0, 1).</summary>
    internal static uint ThresholdOf(double rate) => (uint)Math.Min(Math.Ceiling(rate * 4294967296.0), uint.MaxValue);

    /// <summary>Rows as the op's definition counts them; where that is one row in all, it is cut at whole counters.</summary>
    internal static RowGrid GridOf(int elementsPerChunk, Shape shape, ImageLayout layout) =>
        shape.Rank is 2 or 4 ? RowGrid.OfImages(elementsPerChunk, layout) : RowGrid.OfElements(elementsPerChunk, layout.Count);
}
