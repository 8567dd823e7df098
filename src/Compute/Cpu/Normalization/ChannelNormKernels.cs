using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Activations;
using TrainingService.Compute.Cpu.Elementwise;
using TrainingService.Compute.Cpu.Rows;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Normalization;

namespace TrainingService.Compute.Cpu.Normalization;

/// <summary>
/// Kernels of <see cref="BatchNormOp"/> and <see cref="GroupNormOp"/>: moments of blocks, moments of sets, then one pass that normalizes and applies
/// the activation.
/// </summary>
internal sealed unsafe class ChannelNormKernels : IOpKernels
{
    public long ScratchBytes(InstructionSet set, Graph graph, Node node)
    {
        // With a halo the blocks are others: room for either.
        long Floats(bool isPlain) => ChannelNormArguments.ScratchFloats(BlocksOf(graph, node, isPlain), MergeMomentsKernel.Factors);
        return Math.Max(Floats(true), graph[node.Inputs[0]].Shape.Rank == 4 ? Floats(false) : 0) * sizeof(float);
    }

    public void Compile(InstructionSet set, Graph graph, Node node, IKernelContext context)
    {
        var (x, y) = (node.Inputs[0], node.Outputs[0]);
        var (affine, hasLengths, epsilon, activation) = node.Op switch
        {
            BatchNormOp op => (op.Affine, op.HasLengths, op.Epsilon, op.Activation),
            GroupNormOp op => (op.Affine, op.HasLengths, op.Epsilon, op.Activation),
            _ => throw new NotSupportedException($"No kernel for {node.Op.GetType().Name}."),
        };
        var blocks = BlocksOf(graph, node, context.Layout(x).IsPlain && context.Layout(y).IsPlain);
        blocks.Lengths = hasLengths ? (int*)context.Address(node.Inputs[^1]) : null;
        var arguments = new ChannelNormArguments
        {
            Blocks = blocks,
            X = blocks.Operand(context, x),
            Y = blocks.Operand(context, y),
            Scale = affine ? (float*)context.Address(node.Inputs[1]) : null,
            Offset = affine ? (float*)context.Address(node.Inputs[2]) : null,
            Mean = (float*)context.Address(node.Outputs[1]),
            Inverse = (float*)context.Address(node.Outputs[2]),
            Epsilon = epsilon,
            GroupSize = node.Op is GroupNormOp group ? blocks.Channels / group.Groups : 1,
            Slope = activation.Slope,
        }.WithScratch(context);
        if (node.Op is BatchNormOp batch)
        {
            arguments.OldMean = (float*)context.Address(node.Inputs[affine ? 3 : 1]);
            arguments.OldVariance = (float*)context.Address(node.Inputs[affine ? 4 : 2]);
            arguments.NewMean = (float*)context.Address(node.Outputs[3]);
            arguments.NewVariance = (float*)context.Address(node.Outputs[4]);
            arguments.Momentum = batch.Momentum;
        }

        if (blocks.BlocksPerSet == 1 && node.Op is GroupNormOp)
        {
            context.Emit(ActivationTable.Forward<SetNormKernel.Pass>(set, activation), arguments, blocks.Sets);
            return;
        }

        context.Emit<BlockMomentsKernel.Choice, ChannelNormArguments>(set, arguments, blocks.Blocks);
        context.Emit<MergeMomentsKernel.Choice, ChannelNormArguments>(set, arguments, blocks.Sets);
        context.Emit(ActivationTable.Forward<NormalizePass>(set, activation), arguments, blocks.Blocks);
    }

    private static ChannelBlocks BlocksOf(Graph graph, Node node, bool isPlain) => ChannelBlocks.Of(
        graph[node.Inputs[0]].Shape, node.Op is GroupNormOp, node.Op is BatchNormOp { HasLengths: true } or GroupNormOp { HasLengths: true }, isPlain);
}

/// <summary>An activation at the end of a normalization.</summary>
internal readonly struct NormalizePass : IActivationUse
{
    public static nint Forward<TF>(InstructionSet set)
        where TF : struct, IMap => KernelChoice.Of<NormalizeKernel.Choice<TF>>(set);

    public static nint Gradient<TF>(InstructionSet set)
        where TF : struct, ICombine => throw new NotSupportedException("A normalization takes no activation's gradient.");
}
