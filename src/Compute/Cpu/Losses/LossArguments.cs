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

    /// <summary>Factor by label, or null.</summary>
    public float* ClassFactors;

    /// <summary>What a counted row's gradient is multiplied by: the weight over the number of counted rows. Written before the loss runs.</summary>
    public float* Share;
    public float Weight;
    public int Rows;
    public int Outputs;
    public int RowsPerChunk;

    /// <summary>Rows of a sample, which is a chunk for mask losses.</summary>
    public int RowsPerSample;

    // Numbers of the op.
    public float P0;
    public float P1;
    public float P2;
    public int Mode;
    public int Form;

    public readonly int Chunks => (Rows + RowsPerChunk - 1) / RowsPerChunk;

    public static LossArguments Of(Graph graph, Node node, IKernelContext context)
    {
        var op = (LossOp)node.Op;
        var shape = graph[node.Inputs[0]].Shape;
        var (rows, outputs) = (shape[0], checked((int)(shape.Count / shape[0])));
        var target = context.Address(node.Inputs[1]);
        var isLabels = graph[node.Inputs[1]].Element == ElementType.Int32;
        var arguments = new LossArguments
        {
            Z = (float*)context.Address(node.Inputs[0]),
            Labels = isLabels ? (int*)target : null,
            Numbers = isLabels ? null : (float*)target,
            Loss = (float*)context.Address(node.Outputs[0]),
            Predictions = (int*)context.Address(node.Outputs[1]),
            Gradient = op.WithGradient ? (float*)context.Address(node.Outputs[2]) : null,
            Share = (float*)context.Allocate(sizeof(float)),
            Weight = op.Weight,
            Rows = rows,
            Outputs = outputs,
            RowsPerSample = op.RowsPerSample,
            RowsPerChunk = Math.Max((ElementsPerChunk + outputs - 1) / outputs, (rows + MostChunks - 1) / MostChunks),
        };
        *arguments.Share = op.Weight / rows;
        if (isLabels && op.Classes is { } factors)
        {
            arguments.ClassFactors = (float*)context.Allocate((long)factors.Values.Length * sizeof(float));
            factors.Values.CopyTo(new Span<float>(arguments.ClassFactors, factors.Values.Length));
        }

        return arguments;
    }

    /// <summary>The factor of a counted row.</summary>
    public readonly float FactorOf(int row) => ClassFactors == null ? 1 : ClassFactors[Labels[row]];

    /// <summary>Whether a row is counted; one that is not gets loss and gradient 0.</summary>
    public readonly bool Counts(int row)
    {
        if (Labels == null || Labels[row] >= 0) return true;
        Loss[row] = 0;
        if (Gradient != null) new Span<float>(Gradient + (long)row * Outputs, Outputs).Clear();
        return false;
    }
}
