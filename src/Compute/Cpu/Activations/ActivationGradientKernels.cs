using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Elementwise;
using TrainingService.Compute.Cpu.Rows;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Activations;

namespace TrainingService.Compute.Cpu.Activations;

/// <summary>Kernels of <see cref="ActivationGradientOp"/>; dx may be dy or y.</summary>
internal sealed class ActivationGradientKernels : IOpKernels
{
    private const int ElementsPerChunk = 32768;

    public void Compile(InstructionSet set, Graph graph, Node node, IKernelContext context)
    {
        var (dy, y, dx) = (node.Inputs[0], node.Inputs[1], node.Outputs[0]);
        var function = ((ActivationGradientOp)node.Op).Function;
        var grid = RowGrid.Of(ElementsPerChunk, context.Layout(dx), context.Layout(dy), context.Layout(y));
        var arguments = new CombineArguments
        {
            Grid = grid,
            A = RowOperand.Of(context, dy, grid),
            B = RowOperand.Of(context, y, grid),
            Y = RowOperand.Of(context, dx, grid),
            Parameter = function.Slope,
        };
        switch (function.Kind)
        {
            case ActivationKind.Linear: context.Emit<CombineKernel.Choice<Linear>, CombineArguments>(set, arguments, grid.Chunks); break;
            case ActivationKind.LeakyRelu: context.Emit<CombineKernel.Choice<LeakyRelu>, CombineArguments>(set, arguments, grid.Chunks); break;
            case ActivationKind.Sigmoid: context.Emit<CombineKernel.Choice<Sigmoid>, CombineArguments>(set, arguments, grid.Chunks); break;
            case ActivationKind.Tanh: context.Emit<CombineKernel.Choice<Tanh>, CombineArguments>(set, arguments, grid.Chunks); break;
            default: throw new NotSupportedException($"No kernel for the gradient of {function.Kind}.");
        }
    }

    private readonly struct Linear : ICombine
    {
        public static TV Apply<TI, TV>(TV a, TV b, TV parameter)
            where TI : struct, ISimd<TV>
            where TV : struct => a;
    }

    private readonly struct LeakyRelu : ICombine
    {
        public static TV Apply<TI, TV>(TV a, TV b, TV parameter)
            where TI : struct, ISimd<TV>
            where TV : struct => TI.SelectGreater(b, TI.Zero, a, TI.Multiply(a, parameter));
    }

    private readonly struct Sigmoid : ICombine
    {
        public static TV Apply<TI, TV>(TV a, TV b, TV parameter)
            where TI : struct, ISimd<TV>
            where TV : struct => TI.Multiply(a, TI.Multiply(b, TI.Subtract(TI.Broadcast(1f), b)));
    }

    private readonly struct Tanh : ICombine
    {
        public static TV Apply<TI, TV>(TV a, TV b, TV parameter)
            where TI : struct, ISimd<TV>
            where TV : struct => TI.Multiply(a, TI.Subtract(TI.Broadcast(1f), TI.Multiply(b, b)));
    }
}
