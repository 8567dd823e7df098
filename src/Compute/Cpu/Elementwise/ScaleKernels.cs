using System.Runtime.CompilerServices;
using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Rows;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Elementwise;

namespace TrainingService.Compute.Cpu.Elementwise;

/// <summary>Kernels of <see cref="ScaleOp"/>; y may be x.</summary>
internal sealed class ScaleKernels : IOpKernels
{
    private const int ElementsPerChunk = 32768;

    public void Compile(InstructionSet set, Graph graph, Node node, IKernelContext context)
    {
        var (x, y) = (node.Inputs[0], node.Outputs[0]);
        var grid = RowGrid.Of(ElementsPerChunk, context.Layout(y), context.Layout(x));
        var arguments = new MapArguments
        {
            Grid = grid, X = RowOperand.Of(context, x, grid), Y = RowOperand.Of(context, y, grid), Parameter = ((ScaleOp)node.Op).Factor,
        };
        context.Emit<MapKernel.Choice<Scaled>, MapArguments>(set, arguments, grid.Chunks);
    }

    private readonly struct Scaled : IMap
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TV Apply<TI, TV>(TV x, TV parameter)
            where TI : struct, ISimd<TV>
            where TV : struct => TI.Multiply(x, parameter);
    }
}
