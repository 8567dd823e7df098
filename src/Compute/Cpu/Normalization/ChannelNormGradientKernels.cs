using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Rows;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Normalization;

namespace TrainingService.Compute.Cpu.Normalization;

/// <summary>Kernels of <see cref="ChannelNormGradientOp"/>: sums of blocks, sums of sets, the parameters' gradients, then one pass for dx.</summary>
internal sealed unsafe class ChannelNormGradientKernels : IOpKernels
{
    public long ScratchBytes(InstructionSet set, Graph graph, Node node)
    {
        long Floats(bool isPlain) => ChannelNormArguments.ScratchFloats(BlocksOf(graph, node, isPlain), MergeGradientSumsKernel.Factors);
        return Math.Max(Floats(true), graph[node.Inputs[1]].Shape.Rank == 4 ? Floats(false) : 0) * sizeof(float);
    }

    public void Compile(InstructionSet set, Graph graph, Node node, IKernelContext context)
    {
        var op = (ChannelNormGradientOp)node.Op;
        var (dy, x) = (node.Inputs[0], node.Inputs[1]);
        var isPlain = context.Layout(x).IsPlain && context.Layout(dy).IsPlain && (!op.WithInput || context.Layout(node.Outputs[0]).IsPlain);
        var blocks = BlocksOf(graph, node, isPlain);
        blocks.Lengths = op.HasLengths ? (int*)context.Address(node.Inputs[^1]) : null;
        var arguments = new ChannelNormArguments
        {
            Blocks = blocks,
            X = blocks.Operand(context, x),
            Y = blocks.Operand(context, dy),
            Dx = op.WithInput ? blocks.Operand(context, node.Outputs[0]) : default,
            Mean = (float*)context.Address(node.Inputs[2]),
            Inverse = (float*)context.Address(node.Inputs[3]),
            Scale = op.Affine ? (float*)context.Address(node.Inputs[4]) : null,
            ScaleGradient = op.Affine ? (float*)context.Address(node.Outputs[^2]) : null,
            OffsetGradient = op.Affine ? (float*)context.Address(node.Outputs[^1]) : null,
            GroupSize = IsPerRow(graph, node) ? blocks.Channels / op.Groups : 1,
        }.WithScratch(context);
        var isOneByOne = blocks.BlocksPerSet == 1 && IsPerRow(graph, node);
        if (isOneByOne)
        {
            context.Emit<SetNormKernel.Gradient, ChannelNormArguments>(set, arguments, blocks.Sets);
        }
        else
        {
            context.Emit<BlockGradientSumsKernel.Choice, ChannelNormArguments>(set, arguments, blocks.Blocks);
            context.Emit<MergeGradientSumsKernel.Choice, ChannelNormArguments>(set, arguments, blocks.Sets);
        }

        if (op.Affine)
            context.Emit((nint)(delegate*<void*, int, void>)&ParameterSumsKernel.Run, arguments, 1);
        if (op.WithInput && !isOneByOne)
            context.Emit<InputGradientKernel.Choice, ChannelNormArguments>(set, arguments, blocks.Blocks);
    }

    private static bool IsPerRow(Graph graph, Node node) => graph[node.Inputs[2]].Shape.Rank == 2;

    private static ChannelBlocks BlocksOf(Graph graph, Node node, bool isPlain) => ChannelBlocks.Of(
        graph[node.Inputs[1]].Shape, IsPerRow(graph, node), ((ChannelNormGradientOp)node.Op).HasLengths, isPlain);
}
