using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Rows;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Elementwise;

namespace TrainingService.Compute.Cpu.Strided;

/// <summary>Kernels of concatenation, slices, transposition, repetition, and the sums that are repetition's gradient.</summary>
internal sealed unsafe class StridedCopyKernels : IOpKernels
{
    public void Compile(InstructionSet set, Graph graph, Node node, IKernelContext context)
    {
        var output = graph[node.Outputs[0]].Shape;
        var (to, strides) = StridedLoop.Of(context, output, node.Outputs[0]);
        if (node.Op is ConcatOp concat)
        {
            foreach (var input in node.Inputs)
            {
                var (from, own) = StridedLoop.Of(context, graph[input].Shape, input);
                Emit(set, context, graph[input].Shape, from, own, to, strides);
                to += graph[input].Shape[concat.Axis] * strides[concat.Axis];
            }

            return;
        }

        var shape = graph[node.Inputs[0]].Shape;
        var (x, there) = StridedLoop.Of(context, shape, node.Inputs[0]);
        switch (node.Op)
        {
            case SliceOp slice:
                Emit(set, context, output, x + (slice.Start * there[slice.Axis]), there, to, strides);
                break;
            case PermuteOp permute:
                Emit(set, context, output, x, [.. Enumerable.Range(0, output.Rank).Select(i => there[permute.Order[i]])], to, strides);
                break;
            case BroadcastOp:
                Emit(set, context, output, x, StridedLoop.Repeated(shape, output, there), to, strides);
                break;
            default:
                throw new NotSupportedException($"No kernel for {node.Op.GetType().Name}.");
        }
    }

    private static void Emit(InstructionSet set, IKernelContext context, Shape shape, float* x, long[] from, float* y, long[] to)
    {
        var loop = StridedLoop.Of([.. Enumerable.Range(0, shape.Rank).Select(i => new StridedDimension(shape[i], from[i], 0, to[i]))]);
        context.Emit<StridedCopyKernel.Choice, StridedCopyArguments>(set, new StridedCopyArguments { Loop = loop, X = x, Y = y }, loop.Chunks);
    }
}

/// <summary>Kernels of <see cref="SumToOp"/>.</summary>
internal sealed unsafe class StridedSumKernels : IOpKernels
{
    public void Compile(InstructionSet set, Graph graph, Node node, IKernelContext context)
    {
        var (shape, result) = (graph[node.Inputs[0]].Shape, graph[node.Outputs[0]].Shape);
        var (x, from) = StridedLoop.Of(context, shape, node.Inputs[0]);
        var (y, to) = StridedLoop.Of(context, result, node.Outputs[0]);
        List<StridedDimension> kept = [], summed = [];
        for (var i = 0; i < shape.Rank; i++)
        {
            if (result[i] == shape[i]) kept.Add(new StridedDimension(shape[i], from[i], 0, to[i]));
            else summed.Add(new StridedDimension(shape[i], from[i], 0, 0));
        }

        var all = StridedLoop.Of(summed);
        var loop = StridedLoop.Of(kept, (long)all.Places * all.Inner.Size);
        var arguments = new StridedSumArguments { Kept = loop, Summed = all, X = x, Y = y };
        context.Emit<StridedSumKernel.Choice, StridedSumArguments>(set, arguments, loop.Chunks);
    }
}
