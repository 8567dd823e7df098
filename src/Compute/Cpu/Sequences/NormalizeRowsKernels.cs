using System.Runtime.CompilerServices;
using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Products;
using TrainingService.Compute.Cpu.Rows;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Sequences;

namespace TrainingService.Compute.Cpu.Sequences;

internal unsafe struct NormalizeRowsArguments
{
    public float* X;
    public float* Scale;
    public float* Shift;
    public float* Figures;

    /// <summary>y, or dx.</summary>
    public float* Y;
    public float* OutputGradient;

    /// <summary>dy x̂.</summary>
    public float* Products;
    public int Rows;
    public int Width;
    public int Parts;
    public float Epsilon;
}

/// <summary><see cref="NormalizeRowsOp"/> and its gradient; a chunk is some rows, each three passes over the first cache.</summary>
internal sealed unsafe class NormalizeRowsKernels : IOpKernels
{
    public void Compile(InstructionSet set, Graph graph, Node node, IKernelContext context)
    {
        var backward = node.Op is NormalizeRowsGradientOp;
        var shape = graph[node.Inputs[0]].Shape;
        float* Input(int place) => (float*)context.Address(node.Inputs[place]);
        var arguments = new NormalizeRowsArguments
        {
            OutputGradient = backward ? Input(0) : null,
            X = Input(backward ? 1 : 0),
            Scale = Input(backward ? 2 : 1),
            Shift = backward ? null : Input(2),
            Figures = backward ? Input(3) : (float*)context.Address(node.Outputs[1]),
            Y = (float*)context.Address(node.Outputs[0]),
            Products = backward ? (float*)context.Address(node.Outputs[1]) : null,
            Rows = shape[0],
            Width = shape[1],
            Parts = Math.Min(WorkSize.CopyChunksOf(shape.Count * 8), shape[0]),
            Epsilon = node.Op is NormalizeRowsOp forward ? (float)forward.Epsilon : 0,
        };
        if (backward) context.Emit<Backward, NormalizeRowsArguments>(set, arguments, arguments.Parts);
        else context.Emit<Forward, NormalizeRowsArguments>(set, arguments, arguments.Parts);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunForward<TI, TV>(void* arguments, int chunk)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var args = (NormalizeRowsArguments*)arguments;
        var width = args->Width;
        var end = (int)((long)(chunk + 1) * args->Rows / args->Parts);
        for (var row = (int)((long)chunk * args->Rows / args->Parts); row < end; row++)
        {
            var x = args->X + ((nint)row * width);
            var y = args->Y + ((nint)row * width);
            var sum = TI.Zero;
            for (var i = 0; i < width; i += TI.Width) sum = TI.Add(sum, Lanes.Load<TI, TV>(x + i, width - i));
            var mean = TI.Sum(sum) / width;
            var center = TI.Broadcast(mean);

            // Deviations go to y, so that the last vector's missing lanes are zeros when they are read back.
            var squares = TI.Zero;
            for (var i = 0; i < width; i += TI.Width)
            {
                Lanes.Store<TI, TV>(y + i, TI.Subtract(Lanes.Load<TI, TV>(x + i, width - i), center), width - i);
                var deviation = Lanes.Load<TI, TV>(y + i, width - i);
                squares = TI.MultiplyAdd(deviation, deviation, squares);
            }

            var inverse = 1 / MathF.Sqrt((TI.Sum(squares) / width) + args->Epsilon);
            var factor = TI.Broadcast(inverse);
            for (var i = 0; i < width; i += TI.Width)
            {
                var unit = TI.Multiply(Lanes.Load<TI, TV>(y + i, width - i), factor);
                var scaled = TI.MultiplyAdd(unit, Lanes.Load<TI, TV>(args->Scale + i, width - i), Lanes.Load<TI, TV>(args->Shift + i, width - i));
                Lanes.Store<TI, TV>(y + i, scaled, width - i);
            }

            args->Figures[2 * row] = mean;
            args->Figures[(2 * row) + 1] = inverse;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunBackward<TI, TV>(void* arguments, int chunk)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var args = (NormalizeRowsArguments*)arguments;
        var width = args->Width;
        var end = (int)((long)(chunk + 1) * args->Rows / args->Parts);
        for (var row = (int)((long)chunk * args->Rows / args->Parts); row < end; row++)
        {
            var start = (nint)row * width;
            var mean = TI.Broadcast(args->Figures[2 * row]);
            var inverse = TI.Broadcast(args->Figures[(2 * row) + 1]);
            TV sum = TI.Zero, along = TI.Zero;
            for (var i = 0; i < width; i += TI.Width)
            {
                // A missing lane's dy is 0, and with it everything here.
                var dy = Lanes.Load<TI, TV>(args->OutputGradient + start + i, width - i);
                var scale = Lanes.Load<TI, TV>(args->Scale + i, width - i);
                var product = TI.Multiply(dy, TI.Multiply(TI.Subtract(Lanes.Load<TI, TV>(args->X + start + i, width - i), mean), inverse));
                Lanes.Store<TI, TV>(args->Products + start + i, product, width - i);
                sum = TI.MultiplyAdd(dy, scale, sum);
                along = TI.MultiplyAdd(product, scale, along);
            }

            var level = TI.Broadcast(TI.Sum(sum) / width);
            var slope = TI.Broadcast(TI.Sum(along) / width);
            for (var i = 0; i < width; i += TI.Width)
            {
                var unit = TI.Multiply(TI.Subtract(Lanes.Load<TI, TV>(args->X + start + i, width - i), mean), inverse);
                var g = TI.Multiply(Lanes.Load<TI, TV>(args->OutputGradient + start + i, width - i), Lanes.Load<TI, TV>(args->Scale + i, width - i));
                var dx = TI.Multiply(inverse, TI.Subtract(TI.Subtract(g, level), TI.Multiply(unit, slope)));
                Lanes.Store<TI, TV>(args->Y + start + i, dx, width - i);
            }
        }
    }

    private readonly struct Forward : IKernelChoice
    {
        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<void*, int, void>)&RunForward<TI, TV>;
    }

    private readonly struct Backward : IKernelChoice
    {
        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<void*, int, void>)&RunBackward<TI, TV>;
    }
}
