using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Rows;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Dropout;

namespace TrainingService.Compute.Cpu.Dropout;

internal unsafe struct SpatialDropoutArguments
{
    public RowOperand X;
    public RowOperand Y;
    public StepState* State;
    public uint Stream;
    public uint Threshold;
    public float Scale;

    /// <summary>Rows of the batch, some to a chunk.</summary>
    public int Samples;
    public int SamplesPerChunk;

    /// <summary>Stretches of cells that lie side by side, of each row of the batch.</summary>
    public int Stretches;
    public int Cells;
    public int Channels;
}

/// <summary>Kernels of <see cref="SpatialDropoutOp"/>; y may be x.</summary>
internal sealed unsafe class SpatialDropoutKernels : IOpKernels
{
    private const int ElementsPerChunk = 16384;

    public void Compile(InstructionSet set, Graph graph, Node node, IKernelContext context)
    {
        var op = (SpatialDropoutOp)node.Op;
        var (x, y) = (node.Inputs[0], node.Outputs[0]);
        var shape = graph[y].Shape;
        var isPlain = context.Layout(x).IsPlain && context.Layout(y).IsPlain;
        var perSample = checked((int)(shape.Count / shape[0]));
        var channels = shape[shape.Rank - 1];
        var arguments = new SpatialDropoutArguments
        {
            X = Operand(context, x, isPlain, perSample),
            Y = Operand(context, y, isPlain, perSample),
            State = context.State,
            Stream = (uint)op.Stream,
            Threshold = DropoutKernels.ThresholdOf(op.Rate),
            Scale = (float)(1 / (1 - op.Rate)),
            Samples = shape[0],
            SamplesPerChunk = Math.Max((ElementsPerChunk + perSample - 1) / perSample, (shape[0] + 63) / 64),
            Stretches = isPlain ? 1 : shape[1],
            Cells = isPlain ? perSample / channels : shape[2],
            Channels = channels,
        };
        context.Emit<SpatialDropoutKernel.Choice, SpatialDropoutArguments>(
            set, arguments, (shape[0] + arguments.SamplesPerChunk - 1) / arguments.SamplesPerChunk);
    }

    private static RowOperand Operand(IKernelContext context, ValueId id, bool isPlain, int perSample) =>
        isPlain ? new RowOperand { Start = (float*)context.Address(id), ImageStride = perSample } : RowOperand.Of(context, id);
}
