using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Rows;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Graphs;

namespace TrainingService.Compute.Cpu.BiasGradient;

/// <summary>
/// Kernels of <see cref="Ops.Dense.BiasGradientOp"/>: blocks of cells, fixed by the shape alone, are summed into scratch, and then the blocks in
/// their order. Small gradients are one block, summed where they belong.
/// </summary>
internal sealed unsafe class BiasGradientKernels : IOpKernels
{
    private const int ElementsPerBlock = 32768;
    private const int MostBlocks = 16;

    public long ScratchBytes(InstructionSet set, Graph graph, Node node) => ScratchBytesOf(graph, node.Inputs[0]);

    public void Compile(InstructionSet set, Graph graph, Node node, IKernelContext context) => Emit(set, graph, node.Inputs[0], node.Outputs[0], context);

    /// <summary>Bytes of scratch for the sums of blocks.</summary>
    public static long ScratchBytesOf(Graph graph, ValueId dy)
    {
        var shape = graph[dy].Shape;
        return (long)MostBlocks * StrideOf(shape[shape.Rank - 1]) * sizeof(float);
    }

    /// <summary>Appends the kernel calls.</summary>
    public static void Emit(InstructionSet set, Graph graph, ValueId dy, ValueId db, IKernelContext context)
    {
        var layout = context.Layout(dy);
        var channels = graph[dy].Shape[graph[dy].Shape.Rank - 1];

        // Without halo all cells are one long row; the split is the same either way, so it is one of rows of cells.
        var rows = layout.Images * layout.Height;
        var perBlock = Math.Max((ElementsPerBlock + layout.RowElements - 1) / layout.RowElements, (rows + MostBlocks - 1) / MostBlocks);
        var blocks = (rows + perBlock - 1) / perBlock;
        var target = (float*)context.Address(db);
        var arguments = new BiasGradientArguments
        {
            Gradient = RowOperand.Of(context, dy),
            Rows = rows,
            RowsPerImage = layout.Height,
            RowsPerBlock = perBlock,
            CellsPerRow = layout.RowElements / channels,
            Channels = channels,
            IsPlain = layout.IsPlain,
            Sums = blocks == 1 ? target : (float*)context.Scratch,
            SumStride = StrideOf(channels),
        };
        context.Emit<BlockSumKernel.Choice, BiasGradientArguments>(set, arguments, blocks);
        if (blocks == 1)
            return;
        var total = arguments with
        {
            Gradient = new RowOperand { Start = (float*)context.Scratch, ImageStride = StrideOf(channels) },
            Rows = blocks,
            RowsPerImage = 1,
            RowsPerBlock = blocks,
            CellsPerRow = 1,
            IsPlain = false,
            Sums = target,
        };
        context.Emit<BlockSumKernel.Choice, BiasGradientArguments>(set, total, 1);
    }

    // Whole cache lines, so that threads don't write to one.
    private static int StrideOf(int channels) => (channels + 15) / 16 * 16;
}
