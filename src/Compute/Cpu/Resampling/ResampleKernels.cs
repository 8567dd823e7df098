using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Rows;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Resampling;

namespace TrainingService.Compute.Cpu.Resampling;

/// <summary>Kernels of <see cref="Resample2DOp"/>.</summary>
internal sealed unsafe class ResampleKernels : IOpKernels
{
    private const int ElementsPerChunk = 32768;
    private const int MostChunks = 64;

    public long ScratchBytes(InstructionSet set, Graph graph, Node node)
    {
        var (x, y) = (graph[node.Inputs[0]].Shape, graph[node.Outputs[0]].Shape);
        return Chunks(y[0] * y[1], y[2] * y[3]).Count * LineStride(x[2] * x[3]) * sizeof(float);
    }

    public void Compile(InstructionSet set, Graph graph, Node node, IKernelContext context)
    {
        var op = (Resample2DOp)node.Op;
        var (x, y) = (context.Layout(node.Inputs[0]), context.Layout(node.Outputs[0]));
        var rows = y.Images * y.Height;
        var arguments = new ResampleArguments
        {
            X = RowOperand.Of(context, node.Inputs[0]),
            Y = RowOperand.Of(context, node.Outputs[0]),
            Down = RowsOf(context, op.Rows, x.RowStride),
            Across = RowsOf(context, op.Columns, x.Channels),
            Channels = y.Channels,
            Width = y.Width,
            Height = y.Height,
            Rows = rows,
            RowsPerChunk = Chunks(rows, y.RowElements).Rows,
            Lines = (float*)context.Scratch,
            LineStride = (nint)LineStride(x.RowElements),
            LineFloats = x.RowElements,
        };
        context.Emit<ResampleKernel.Choice, ResampleArguments>(set, arguments, Chunks(rows, y.RowElements).Count);
    }

    private static (int Rows, int Count) Chunks(int rows, int rowElements)
    {
        var each = Math.Max((ElementsPerChunk + rowElements - 1) / rowElements, (rows + MostChunks - 1) / MostChunks);
        return (each, (rows + each - 1) / each);
    }

    /// <summary>From one chunk's line to the next's: whole cache lines, with room for a vector behind.</summary>
    private static long LineStride(int floats) => (floats + 64 + 15) / 16 * 16;

    private static SparseRows RowsOf(IKernelContext context, AxisMap map, nint stride)
    {
        var rows = map.Rows();
        var cells = rows.Sum(row => row.Count);
        var sparse = new SparseRows
        {
            Starts = (int*)context.Allocate((rows.Count + 1) * sizeof(int)),
            Offsets = (nint*)context.Allocate(Math.Max(cells, 1) * sizeof(nint)),
            Weights = (float*)context.Allocate(Math.Max(cells, 1) * sizeof(float)),
        };
        var next = 0;
        for (var i = 0; i < rows.Count; i++)
        {
            sparse.Starts[i] = next;
            foreach (var (cell, weight) in rows[i])
            {
                sparse.Offsets[next] = cell * stride;
                sparse.Weights[next++] = (float)weight;
            }
        }

        sparse.Starts[rows.Count] = next;
        return sparse;
    }
}
