using System.Runtime.CompilerServices;
using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Products;
using TrainingService.Compute.Cpu.Rows;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Sequences;

namespace TrainingService.Compute.Cpu.Sequences;

internal unsafe struct ColumnArguments
{
    public float* X;
    public nint XStride;
    public float* Y;
    public nint YStride;
    public int Rows;
    public int Count;
    public int Parts;

    /// <summary>Columns of y before those written that become zeros.</summary>
    public int Before;

    /// <summary>Columns of y behind those written that become zeros.</summary>
    public int After;
}

/// <summary>Kernels of the column ops: strided copies; a chunk is some rows.</summary>
internal sealed unsafe class ColumnKernels : IOpKernels
{
    public void Compile(InstructionSet set, Graph graph, Node node, IKernelContext context)
    {
        var y = graph[node.Outputs[0]].Shape;
        var first = node.Op switch { TakeColumnsOp take => take.First, PlaceColumnsOp place => place.First, _ => 0 };
        foreach (var input in node.Inputs)
        {
            var x = graph[input].Shape;
            var (from, to) = (x[x.Rank - 1], y[y.Rank - 1]);
            var takes = node.Op is TakeColumnsOp;
            var rows = checked((int)(x.Count / from));
            var arguments = new ColumnArguments
            {
                X = (float*)context.Address(input) + (takes ? first : 0),
                XStride = from,
                Y = (float*)context.Address(node.Outputs[0]) + (takes ? 0 : first),
                YStride = to,
                Rows = rows,
                Count = Math.Min(from, to),
                Parts = Math.Min(WorkSize.CopyChunksOf(rows * (long)to * 4), rows),
                Before = node.Op is PlaceColumnsOp ? first : 0,
                After = node.Op is PlaceColumnsOp ? to - first - from : 0,
            };
            context.Emit<Choice, ColumnArguments>(set, arguments, arguments.Parts);
            if (node.Op is JoinColumnsOp) first += from;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TI, TV>(void* arguments, int chunk)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var args = (ColumnArguments*)arguments;
        var end = (int)((long)(chunk + 1) * args->Rows / args->Parts);
        for (var row = (int)((long)chunk * args->Rows / args->Parts); row < end; row++)
        {
            var y = args->Y + (row * args->YStride);
            Lanes.Clear<TI, TV>(y - args->Before, args->Before);
            Lanes.Copy<TI, TV>(args->X + (row * args->XStride), y, args->Count);
            Lanes.Clear<TI, TV>(y + args->Count, args->After);
        }
    }

    private readonly struct Choice : IKernelChoice
    {
        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<void*, int, void>)&Run<TI, TV>;
    }
}
