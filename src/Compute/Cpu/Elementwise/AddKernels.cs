using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Rows;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Graphs;

namespace TrainingService.Compute.Cpu.Elementwise;

/// <summary>Kernels of <see cref="Ops.Elementwise.AddOp"/>.</summary>
internal sealed class AddKernels : IOpKernels
{
    private const int ElementsPerChunk = 32768;

    public void Compile(InstructionSet set, Graph graph, Node node, IKernelContext context) =>
        Emit(set, node.Inputs[0], node.Inputs[1], node.Outputs[0], context);

    /// <summary>Appends the kernel call for y = a + b; y may be either of them.</summary>
    public static void Emit(InstructionSet set, ValueId a, ValueId b, ValueId y, IKernelContext context)
    {
        var grid = RowGrid.Of(ElementsPerChunk, context.Layout(y), context.Layout(a), context.Layout(b));
        var arguments = new CombineArguments
        {
            Grid = grid,
            A = RowOperand.Of(context, a, grid),
            B = RowOperand.Of(context, b, grid),
            Y = RowOperand.Of(context, y, grid),
        };
        context.Emit<CombineKernel.Choice<Sum>, CombineArguments>(set, arguments, grid.Chunks);
    }

    /// <summary>a + b.</summary>
    internal readonly struct Sum : ICombine
    {
        public static TV Apply<TI, TV>(TV a, TV b, TV parameter)
            where TI : struct, ISimd<TV>
            where TV : struct => TI.Add(a, b);
    }
}
