using TrainingService.Compute.Backends;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Losses;

namespace TrainingService.Compute.Cpu.Losses;

internal unsafe struct LossArguments
{
    private const int ElementsPerChunk = 8192;
    private const int MostChunks = 64;

    public float* Z;

    /// <summary>Class of each row, or null.</summary>
    public int* Labels;

    /// <summary>Numbers [rows, n], or null.</summary>
    public float* Numbers;
    public float* Loss;
    public int* Predictions;

    /// <summary>Null when no gradient is wanted.</summary>
    public float* Gradient;
    public int Rows;
    public int Outputs;
    public int RowsPerChunk;

    public readonly int Chunks => (Rows + RowsPerChunk - 1) / RowsPerChunk;

    public static LossArguments Of(Graph graph, Node node, IKernelContext context)
    {
        var shape = graph[node.Inputs[0]].Shape;
        var (rows, outputs) = (shape[0], checked((int)(shape.Count / shape[0])));
        var target = context.Address(node.Inputs[1]);
        var isLabels = graph[node.Inputs[1]].Element == ElementType.Int32;
        return new LossArguments
        {
            Z = (float*)context.Address(node.Inputs[0]),
            Labels = isLabels ? (int*)target : null,
            Numbers = isLabels ? null : (float*)target,
            Loss = (float*)context.Address(node.Outputs[0]),
            Predictions = (int*)context.Address(node.Outputs[1]),
            Gradient = ((LossOp)node.Op).WithGradient ? (float*)context.Address(node.Outputs[2]) : null,
            Rows = rows,
            Outputs = outputs,
            RowsPerChunk = Math.Max((ElementsPerChunk + outputs - 1) / outputs, (rows + MostChunks - 1) / MostChunks),
        };
    }
}
