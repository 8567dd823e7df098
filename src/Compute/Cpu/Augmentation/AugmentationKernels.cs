using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Rows;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Augmentation;

namespace TrainingService.Compute.Cpu.Augmentation;

/// <summary>Kernels of the random changes to data. A chunk is a row of the batch, whatever its size.</summary>
internal sealed unsafe class AugmentationKernels : IOpKernels
{
    public void Compile(InstructionSet set, Graph graph, Node node, IKernelContext context)
    {
        switch (node.Op)
        {
            case WarpOp op: Warp(set, op, node, context); break;
            case WarpLabelsOp op:
                var labels = new LabelArguments
                {
                    Move = MoveArguments.Of(op.Geometry, op.Stream, op.Height, op.Width, context),
                    X = (int*)context.Address(node.Inputs[0]),
                    Y = (int*)context.Address(node.Outputs[0]),
                };
                Emit(context, &TargetMoves.Labels, labels, checked((int)(graph[node.Inputs[0]].Shape.Count / (op.Height * (long)op.Width))));
                break;
            case WarpBoxesOp op:
                var shape = graph[node.Inputs[0]].Shape;
                var boxes = new BoxArguments
                {
                    Move = MoveArguments.Of(op.Geometry, op.Stream, op.Height, op.Width, context),
                    X = (float*)context.Address(node.Inputs[0]),
                    Y = (float*)context.Address(node.Outputs[0]),
                    Boxes = checked((int)(shape.Count / shape[0] / 5)),
                };
                Emit(context, &TargetMoves.Boxes, boxes, shape[0]);
                break;
            case CutoutOp op: Draw(context, graph, node, op.Stream, &DrawKernels.Cutout, a => a with { CutHeight = op.Height, CutWidth = op.Width }); break;
            case NoiseOp op: Draw(context, graph, node, op.Stream, &DrawKernels.Noise, a => a with { Factor = op.Deviation }); break;
            case AmplitudeOp op: Draw(context, graph, node, op.Stream, &DrawKernels.Amplitude, a => a with { Factor = op.Deviation }); break;
            case TokenDropoutOp op: Draw(context, graph, node, op.Stream, &DrawKernels.Tokens, a => a with { Factor = op.Rate, Unknown = op.Unknown }); break;
            case MixupOp op: Draw(context, graph, node, op.Stream, &DrawKernels.Mixup, a => a with { Factor = op.Alpha }); break;
            case MixupLabelsOp op: Draw(context, graph, node, op.Stream, &DrawKernels.MixupLabels, a => a with { Factor = op.Alpha }); break;
            default: throw new NotSupportedException($"No kernel for {node.Op.GetType().Name}.");
        }
    }

    private static void Warp(InstructionSet set, WarpOp op, Node node, IKernelContext context)
    {
        var layout = context.Layout(node.Outputs[0]);
        var arguments = new WarpArguments
        {
            Move = MoveArguments.Of(op.Geometry, op.Stream, layout.Height, layout.Width, context),
            X = RowOperand.Of(context, node.Inputs[0]),
            Y = RowOperand.Of(context, node.Outputs[0]),
            Channels = layout.Channels,
        };
        if (op.Geometry.IsWhole) Emit(context, &WholeMoveKernel.Run, arguments, layout.Images);
        else if (set >= InstructionSet.Avx2 && WideWarpKernel.Takes(arguments)) Emit(context, &WideWarpKernel.Run, arguments, layout.Images);
        else Emit(context, &WarpKernel.Run, arguments, layout.Images);
    }

    private static void Draw(
        IKernelContext context, Graph graph, Node node, uint stream, delegate*<void*, int, void> kernel, Func<DrawArguments, DrawArguments> complete)
    {
        var shape = graph[node.Outputs[0]].Shape;
        var isInteger = graph[node.Inputs[0]].Element == ElementType.Int32;
        var (isImage, elements) = (shape.Rank == 4, checked((int)(shape.Count / shape[0])));
        var arguments = new DrawArguments
        {
            State = context.State,
            Stream = stream,
            X = isInteger ? default : Operand(context, node.Inputs[0], isImage, elements),
            Y = Operand(context, node.Outputs[0], isImage, elements),
            Ids = isInteger ? (int*)context.Address(node.Inputs[0]) : null,
            NewIds = (int*)context.Address(node.Outputs[0]),
            Lengths = node.Inputs.Count > 1 ? (int*)context.Address(node.Inputs[1]) : null,
            Rows = shape[0],
            Height = isImage ? shape[1] : 1,
            RowElements = isImage ? shape[2] * shape[3] : elements,
            Channels = shape.Rank > 1 ? shape[shape.Rank - 1] : 1,
        };
        Emit(context, kernel, complete(arguments), shape[0]);
    }

    private static RowOperand Operand(IKernelContext context, ValueId id, bool isImage, int elements) => isImage
        ? RowOperand.Of(context, id)
        : new RowOperand { Start = (float*)context.Address(id), ImageStride = elements, RowStride = elements };

    private static void Emit<TArguments>(IKernelContext context, delegate*<void*, int, void> kernel, TArguments arguments, int chunks)
        where TArguments : unmanaged
    {
        var copy = (TArguments*)context.Allocate(sizeof(TArguments));
        *copy = arguments;
        context.Emit(kernel, copy, chunks);
    }
}
