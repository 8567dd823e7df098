using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Rows;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Normalization;

namespace TrainingService.Compute.Cpu.Normalization;

internal unsafe struct LayerNormArguments
{
    public CellGrid Grid;
    public RowOperand X;

    /// <summary>y, or dy.</summary>
    public RowOperand Y;
    public RowOperand Dx;
    public float* Scale;
    public float* Offset;

    /// <summary>m of each cell.</summary>
    public float* Mean;

    /// <summary>1 / √(v + ε) of each cell.</summary>
    public float* Inverse;
    public float Epsilon;
    public bool Centered;

    /// <summary>For each chunk its Σ dy h and its Σ dy; null when the op has no parameters.</summary>
    public float* Partials;

    /// <summary>Elements from one such sum to the next: whole cache lines.</summary>
    public int Stride;
    public float* ScaleGradient;
    public float* OffsetGradient;

    /// <summary>Channels of a chunk of the last sum.</summary>
    public int ChannelsPerChunk;
}

/// <summary>Kernels of <see cref="LayerNormOp"/>; y may be x.</summary>
internal sealed unsafe class LayerNormKernels : IOpKernels
{
    private const int ElementsPerChunk = 8192;

    public void Compile(InstructionSet set, Graph graph, Node node, IKernelContext context)
    {
        var op = (LayerNormOp)node.Op;
        var (x, y) = (node.Inputs[0], node.Outputs[0]);
        var grid = CellGrid.Of(ElementsPerChunk, context, graph[x].Shape, x, y);
        var arguments = new LayerNormArguments
        {
            Grid = grid,
            X = grid.Operand(context, x),
            Y = grid.Operand(context, y),
            Scale = op.HasScale ? (float*)context.Address(node.Inputs[1]) : null,
            Offset = op.HasOffset ? (float*)context.Address(node.Inputs[^1]) : null,
            Mean = (float*)context.Address(node.Outputs[1]),
            Inverse = (float*)context.Address(node.Outputs[2]),
            Epsilon = op.Epsilon,
            Centered = op.Centered,
        };
        context.Emit<LayerNormKernel.Choice, LayerNormArguments>(set, arguments, grid.Chunks);
    }
}

/// <summary>
/// Kernels of <see cref="LayerNormGradientOp"/>: each chunk gives its cells' dx and its share of the parameters' gradients, and these are summed in the
/// chunks' order.
/// </summary>
internal sealed unsafe class LayerNormGradientKernels : IOpKernels
{
    private const int ElementsPerChunk = 16384;
    private const long LargestPartials = 1 << 20;
    private const int ChannelsPerChunk = 1024;

    public long ScratchBytes(InstructionSet set, Graph graph, Node node)
    {
        var op = (LayerNormGradientOp)node.Op;
        if (!op.HasScale && !op.HasOffset)
            return 0;
        var shape = graph[node.Inputs[1]].Shape;
        return (long)WithFewChunks(CellGrid.Of(ElementsPerChunk, shape)).Chunks * 2 * StrideOf(shape[shape.Rank - 1]) * sizeof(float);
    }

    public void Compile(InstructionSet set, Graph graph, Node node, IKernelContext context)
    {
        var op = (LayerNormGradientOp)node.Op;
        var (dy, x) = (node.Inputs[0], node.Inputs[1]);
        var hasParameters = op.HasScale || op.HasOffset;
        var grid = op.WithInput
            ? CellGrid.Of(ElementsPerChunk, context, graph[x].Shape, dy, x, node.Outputs[0])
            : CellGrid.Of(ElementsPerChunk, context, graph[x].Shape, dy, x);
        if (hasParameters)
            grid = WithFewChunks(grid);
        var arguments = new LayerNormArguments
        {
            Grid = grid,
            X = grid.Operand(context, x),
            Y = grid.Operand(context, dy),
            Dx = op.WithInput ? grid.Operand(context, node.Outputs[0]) : default,
            Scale = op.HasScale ? (float*)context.Address(node.Inputs[4]) : null,
            Mean = (float*)context.Address(node.Inputs[2]),
            Inverse = (float*)context.Address(node.Inputs[3]),
            Centered = op.Centered,
            Partials = hasParameters ? (float*)context.Scratch : null,
            Stride = StrideOf(grid.Channels),
            ScaleGradient = op.HasScale ? (float*)context.Address(node.Outputs[op.WithInput ? 1 : 0]) : null,
            OffsetGradient = op.HasOffset ? (float*)context.Address(node.Outputs[^1]) : null,
            ChannelsPerChunk = ChannelsPerChunk,
        };
        context.Emit<LayerNormGradientKernel.Choice, LayerNormArguments>(set, arguments, grid.Chunks);
        if (hasParameters)
            context.Emit<LayerNormSumsKernel.Choice, LayerNormArguments>(set, arguments, (grid.Channels + ChannelsPerChunk - 1) / ChannelsPerChunk);
    }

    /// <summary>Every chunk has sums as long as a cell, so long cells are cut into fewer chunks.</summary>
    private static CellGrid WithFewChunks(CellGrid grid)
    {
        var most = (int)Math.Clamp(LargestPartials / (2L * StrideOf(grid.Channels)), 4, 32);
        return grid with { CellsPerChunk = Math.Max(grid.CellsPerChunk, (grid.Cells + most - 1) / most) };
    }

    private static int StrideOf(int channels) => (channels + 15) / 16 * 16;
}
