using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Elementwise;
using TrainingService.Compute.Cpu.Rows;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Activations;

namespace TrainingService.Compute.Cpu.Activations;

/// <summary>Kernels of <see cref="ActivationOp"/>; y may be x.</summary>
internal sealed class ActivationKernels : IOpKernels
{
    private const int ElementsPerChunk = 16384;

    public void Compile(InstructionSet set, Graph graph, Node node, IKernelContext context)
    {
        var (x, y) = (node.Inputs[0], node.Outputs[0]);
        var function = ((ActivationOp)node.Op).Function;
        var grid = RowGrid.Of(ElementsPerChunk, context.Layout(y), context.Layout(x));
        var arguments = new MapArguments
        {
            Grid = grid,
            X = RowOperand.Of(context, x, grid),
            Y = RowOperand.Of(context, y, grid),
            Parameter = function.Slope,
        };
        switch (function)
        {
            case { Kind: ActivationKind.Linear }: context.Emit<MapKernel.Choice<Linear>, MapArguments>(set, arguments, grid.Chunks); break;
            case { Kind: ActivationKind.LeakyRelu, Slope: 0 }: context.Emit<MapKernel.Choice<Relu>, MapArguments>(set, arguments, grid.Chunks); break;
            case { Kind: ActivationKind.LeakyRelu }: context.Emit<MapKernel.Choice<LeakyRelu>, MapArguments>(set, arguments, grid.Chunks); break;
            case { Kind: ActivationKind.Sigmoid }: context.Emit<MapKernel.Choice<Sigmoid>, MapArguments>(set, arguments, grid.Chunks); break;
            case { Kind: ActivationKind.Tanh }: context.Emit<MapKernel.Choice<Tanh>, MapArguments>(set, arguments, grid.Chunks); break;
            default: throw new NotSupportedException($"No kernel for {function.Kind}.");
        }
    }

    private readonly struct Linear : IMap
    {
        public static TV Apply<TI, TV>(TV x, TV parameter)
            where TI : struct, ISimd<TV>
            where TV : struct => x;
    }

    private readonly struct Relu : IMap
    {
        // The second operand of Max is the one whose NaN stays.
        public static TV Apply<TI, TV>(TV x, TV parameter)
            where TI : struct, ISimd<TV>
            where TV : struct => TI.Max(TI.Zero, x);
    }

    private readonly struct LeakyRelu : IMap
    {
        // A slope above 1 would swap the branches of a maximum, so the sign decides.
        public static TV Apply<TI, TV>(TV x, TV parameter)
            where TI : struct, ISimd<TV>
            where TV : struct => TI.SelectGreater(x, TI.Zero, x, TI.Multiply(x, parameter));
    }

    private readonly struct Sigmoid : IMap
    {
        public static TV Apply<TI, TV>(TV x, TV parameter)
            where TI : struct, ISimd<TV>
            where TV : struct => VecMath.Sigmoid<TI, TV>(x);
    }

    private readonly struct Tanh : IMap
    {
        public static TV Apply<TI, TV>(TV x, TV parameter)
            where TI : struct, ISimd<TV>
            where TV : struct => VecMath.Tanh<TI, TV>(x);
    }
}
