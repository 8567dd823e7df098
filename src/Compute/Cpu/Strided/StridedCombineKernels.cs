using System.Runtime.CompilerServices;
using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Elementwise;
using TrainingService.Compute.Cpu.Rows;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Elementwise;

namespace TrainingService.Compute.Cpu.Strided;

/// <summary>Kernels of <see cref="CombineOp"/> and <see cref="ChoiceGradientOp"/>.</summary>
internal sealed unsafe class StridedCombineKernels : IOpKernels
{
    public void Compile(InstructionSet set, Graph graph, Node node, IKernelContext context)
    {
        var shape = graph[node.Outputs[0]].Shape;
        var (y, to) = StridedLoop.Of(context, shape, node.Outputs[0]);
        var (dy, along) = StridedLoop.Of(context, shape, node.Op is ChoiceGradientOp ? node.Inputs[0] : node.Outputs[0]);
        var (a, strideA) = StridedLoop.Of(context, graph[node.Inputs[^2]].Shape, node.Inputs[^2]);
        var (b, strideB) = StridedLoop.Of(context, graph[node.Inputs[^1]].Shape, node.Inputs[^1]);
        strideA = StridedLoop.Repeated(graph[node.Inputs[^2]].Shape, shape, strideA);
        strideB = StridedLoop.Repeated(graph[node.Inputs[^1]].Shape, shape, strideB);
        var loop = StridedLoop.Of([.. Enumerable.Range(0, shape.Rank).Select(i => new StridedDimension(shape[i], strideA[i], strideB[i], to[i], along[i]))]);
        if (node.Op is ChoiceGradientOp choice)
        {
            var arguments = new StridedChoiceArguments
            {
                Loop = loop,
                A = a,
                B = b,
                Gradient = dy,
                Result = y,
                Sign = choice.Kind == CombineKind.Maximum ? 1 : -1,
                First = choice.Operand == 0,
            };
            context.Emit<StridedChoiceKernel.Choice, StridedChoiceArguments>(set, arguments, loop.Chunks);
        }
        else
        {
            var arguments = new StridedCombineArguments { Loop = loop, A = a, B = b, Y = y };
            context.Emit(KernelOf(set, ((CombineOp)node.Op).Kind), arguments, loop.Chunks);
        }
    }

    private static nint KernelOf(InstructionSet set, CombineKind kind) => kind switch
    {
        CombineKind.Add => KernelChoice.Of<StridedCombineKernel.Choice<Sum>>(set),
        CombineKind.Subtract => KernelChoice.Of<StridedCombineKernel.Choice<Difference>>(set),
        CombineKind.Multiply => KernelChoice.Of<StridedCombineKernel.Choice<Product>>(set),
        CombineKind.Maximum => KernelChoice.Of<StridedCombineKernel.Choice<Larger>>(set),
        CombineKind.Minimum => KernelChoice.Of<StridedCombineKernel.Choice<Smaller>>(set),
        _ => throw new NotSupportedException($"No kernel for {kind}."),
    };

    private readonly struct Sum : ICombine
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TV Apply<TI, TV>(TV a, TV b, TV parameter)
            where TI : struct, ISimd<TV>
            where TV : struct => TI.Add(a, b);
    }

    private readonly struct Difference : ICombine
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TV Apply<TI, TV>(TV a, TV b, TV parameter)
            where TI : struct, ISimd<TV>
            where TV : struct => TI.Subtract(a, b);
    }

    private readonly struct Product : ICombine
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TV Apply<TI, TV>(TV a, TV b, TV parameter)
            where TI : struct, ISimd<TV>
            where TV : struct => TI.Multiply(a, b);
    }

    private readonly struct Larger : ICombine
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TV Apply<TI, TV>(TV a, TV b, TV parameter)
            where TI : struct, ISimd<TV>
            where TV : struct => TI.Max(a, b);
    }

    private readonly struct Smaller : ICombine
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TV Apply<TI, TV>(TV a, TV b, TV parameter)
            where TI : struct, ISimd<TV>
            where TV : struct => TI.Min(a, b);
    }
}
