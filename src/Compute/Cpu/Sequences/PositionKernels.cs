using System.Runtime.CompilerServices;
using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Products;
using TrainingService.Compute.Cpu.Rows;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Sequences;

namespace TrainingService.Compute.Cpu.Sequences;

internal unsafe struct PositionArguments
{
    public float* X;
    public float* Y;

    /// <summary>What is added to each row, or the sum over the rows.</summary>
    public float* Table;
    public int Rows;

    /// <summary>Numbers in a row.</summary>
    public int Count;
    public int Parts;
}

/// <summary><see cref="AddPositionsOp"/> and <see cref="AddSinusoidsOp"/>, whose table is worked out at plan time; a chunk is some rows.</summary>
internal sealed unsafe class PositionKernels : IOpKernels
{
    public void Compile(InstructionSet set, Graph graph, Node node, IKernelContext context)
    {
        var x = graph[node.Inputs[0]].Shape;
        var arguments = new PositionArguments
        {
            X = (float*)context.Address(node.Inputs[0]),
            Y = (float*)context.Address(node.Outputs[0]),
            Table = node.Op is AddSinusoidsOp ? Sinusoids(context, x[1], x[2]) : (float*)context.Address(node.Inputs[1]),
            Rows = x[0],
            Count = x[1] * x[2],
            Parts = Math.Min(WorkSize.CopyChunksOf(x.Count * 4), x[0]),
        };
        context.Emit<Choice, PositionArguments>(set, arguments, arguments.Parts);
    }

    private static float* Sinusoids(IKernelContext context, int steps, int width)
    {
        var table = (float*)context.Allocate((long)steps * width * sizeof(float));
        for (var i = 0; i < steps * width; i++) table[i] = (float)AddSinusoidsOp.At(i / width, i % width, width);
        return table;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TI, TV>(void* arguments, int chunk)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var args = (PositionArguments*)arguments;
        var end = (int)((long)(chunk + 1) * args->Rows / args->Parts);
        for (var row = (int)((long)chunk * args->Rows / args->Parts); row < end; row++)
        {
            var x = args->X + ((nint)row * args->Count);
            var y = args->Y + ((nint)row * args->Count);
            for (var i = 0; i < args->Count; i += TI.Width)
            {
                var left = args->Count - i;
                Lanes.Store<TI, TV>(y + i, TI.Add(Lanes.Load<TI, TV>(x + i, left), Lanes.Load<TI, TV>(args->Table + i, left)), left);
            }
        }
    }

    private readonly struct Choice : IKernelChoice
    {
        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<void*, int, void>)&Run<TI, TV>;
    }
}

/// <summary><see cref="PositionGradientOp"/>: a chunk sums a stretch of each row.</summary>
internal sealed unsafe class PositionGradientKernels : IOpKernels
{
    private const int Stretch = 64;

    public void Compile(InstructionSet set, Graph graph, Node node, IKernelContext context)
    {
        var dy = graph[node.Inputs[0]].Shape;
        var count = dy[1] * dy[2];
        var arguments = new PositionArguments
        {
            X = (float*)context.Address(node.Inputs[0]),
            Table = (float*)context.Address(node.Outputs[0]),
            Rows = dy[0],
            Count = count,
            Parts = Math.Min(WorkSize.CopyChunksOf(dy.Count * 4), (count + Stretch - 1) / Stretch),
        };
        context.Emit<Choice, PositionArguments>(set, arguments, arguments.Parts);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TI, TV>(void* arguments, int chunk)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var args = (PositionArguments*)arguments;
        var stretches = (args->Count + Stretch - 1) / Stretch;
        var first = (int)((long)chunk * stretches / args->Parts) * Stretch;
        var end = Math.Min(args->Count, (int)((long)(chunk + 1) * stretches / args->Parts) * Stretch);
        for (var i = first; i < end; i += TI.Width)
        {
            var sum = TI.Zero;
            for (var row = 0; row < args->Rows; row++)
                sum = TI.Add(sum, Lanes.Load<TI, TV>(args->X + ((nint)row * args->Count) + i, end - i));
            Lanes.Store<TI, TV>(args->Table + i, sum, end - i);
        }
    }

    private readonly struct Choice : IKernelChoice
    {
        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<void*, int, void>)&Run<TI, TV>;
    }
}
