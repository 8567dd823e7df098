using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Activations;
using TrainingService.Compute.Cpu.Rows;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Normalization;

namespace TrainingService.Compute.Cpu.Normalization;

/// <summary>Kernels of <see cref="BatchNormInferenceOp"/>: the factors anew (the running statistics may have changed), then one pass. y may be x.</summary>
internal sealed unsafe class BatchNormInferenceKernels : IOpKernels
{
    public long ScratchBytes(InstructionSet set, Graph graph, Node node)
    {
        var (shape, lengths) = (graph[node.Inputs[0]].Shape, ((BatchNormInferenceOp)node.Op).HasLengths);
        long Floats(bool isPlain) => ChannelNormArguments.ScratchFloats(ChannelBlocks.Of(shape, false, lengths, isPlain), MergeMomentsKernel.Factors);
        return Math.Max(Floats(true), shape.Rank == 4 ? Floats(false) : 0) * sizeof(float);
    }

    public void Compile(InstructionSet set, Graph graph, Node node, IKernelContext context)
    {
        var op = (BatchNormInferenceOp)node.Op;
        var (x, y) = (node.Inputs[0], node.Outputs[0]);
        var isPlain = context.Layout(x).IsPlain && context.Layout(y).IsPlain;
        var blocks = ChannelBlocks.Of(graph[x].Shape, false, op.HasLengths, isPlain);
        blocks.Lengths = op.HasLengths ? (int*)context.Address(node.Inputs[^1]) : null;
        var arguments = new ChannelNormArguments
        {
            Blocks = blocks,
            X = blocks.Operand(context, x),
            Y = blocks.Operand(context, y),
            Scale = op.Affine ? (float*)context.Address(node.Inputs[1]) : null,
            Offset = op.Affine ? (float*)context.Address(node.Inputs[2]) : null,
            OldMean = (float*)context.Address(node.Inputs[op.Affine ? 3 : 1]),
            OldVariance = (float*)context.Address(node.Inputs[op.Affine ? 4 : 2]),
            Epsilon = op.Epsilon,
            Slope = op.Activation.Slope,
        }.WithScratch(context);
        context.Emit((nint)(delegate*<void*, int, void>)&InferenceFactorsKernel.Run, arguments, 1);
        context.Emit(ActivationTable.Forward<NormalizePass>(set, op.Activation), arguments, blocks.Blocks);
    }
}
