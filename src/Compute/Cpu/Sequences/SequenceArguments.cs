using System.Runtime.CompilerServices;
using TrainingService.Compute.Backends;
using TrainingService.Compute.Graphs;

namespace TrainingService.Compute.Cpu.Sequences;

/// <summary>Sizes and operands of kernels over sequences [n, t, c] of which each row has its own number of real steps.</summary>
internal unsafe struct SequenceArguments
{
    private const int ElementsPerChunk = 32768;
    private const int MostChunks = 64;

    /// <summary>The sequences: read forward, written backward.</summary>
    public float* Sequence;

    /// <summary>One vector per row [n, c], or sequences: written forward, read backward.</summary>
    public float* Result;

    /// <summary>For the gradient of a maximum: the sequences and the maxima they gave.</summary>
    public float* SequenceValues;
    public float* ResultValues;
    public int* Lengths;
    public float Fill;
    public int Rows;
    public int Steps;
    public int Channels;
    public int RowsPerChunk;

    public static SequenceArguments Of(Graph graph, IKernelContext context, ValueId sequence, ValueId result, ValueId lengths)
    {
        var shape = graph[sequence].Shape;
        var perRow = (long)shape[1] * shape[2];
        return new SequenceArguments
        {
            Sequence = (float*)context.Address(sequence),
            Result = (float*)context.Address(result),
            Lengths = (int*)context.Address(lengths),
            Rows = shape[0],
            Steps = shape[1],
            Channels = shape[2],
            RowsPerChunk = (int)Math.Max((ElementsPerChunk + perRow - 1) / perRow, (shape[0] + MostChunks - 1) / MostChunks),
        };
    }

    public readonly int Chunks => (Rows + RowsPerChunk - 1) / RowsPerChunk;

    /// <summary>Real steps of a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int StepsOf(int row) => Math.Clamp(Lengths[row], 0, Steps);
}
