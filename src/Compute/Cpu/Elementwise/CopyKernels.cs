using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Rows;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Graphs;

namespace TrainingService.Compute.Cpu.Elementwise;

/// <summary>Kernels of <see cref="Ops.Elementwise.CopyOp"/> and <see cref="Ops.Elementwise.ReshapeOp"/>. Nothing is done where both sides share memory.</summary>
internal sealed unsafe class CopyKernels : IOpKernels
{
    private const int ElementsPerChunk = 32768;
    private const int MostChunks = 64;

    public void Compile(InstructionSet set, Graph graph, Node node, IKernelContext context)
    {
        var (x, y) = (node.Inputs[0], node.Outputs[0]);
        var (from, to) = (context.Layout(x), context.Layout(y));
        if (context.Address(x) == context.Address(y) && from.IsPlain && to.IsPlain)
            return;
        if (from.IsPlain && to.IsPlain)
        {
            var grid = RowGrid.OfElements(ElementsPerChunk, from.Count);
            var map = new MapArguments { Grid = grid, X = RowOperand.Of(context, x, grid), Y = RowOperand.Of(context, y, grid) };
            context.Emit<MapKernel.Choice<Identity>, MapArguments>(set, map, grid.Chunks);
            return;
        }

        // A run is a stretch that has no gap on either side.
        var count = graph[x].Shape.Count;
        var run = (int)GreatestCommonDivisor(from.IsPlain ? count : from.RowElements, to.IsPlain ? count : to.RowElements);
        var runs = count / run;
        var perChunk = (int)Math.Max((ElementsPerChunk + run - 1) / run, (runs + MostChunks - 1) / MostChunks);
        var arguments = new CopyRunsArguments
        {
            X = RowOperand.Of(context, x),
            Y = RowOperand.Of(context, y),
            XRowElements = from.RowElements,
            YRowElements = to.RowElements,
            XRowsPerImage = from.Height,
            YRowsPerImage = to.Height,
            Run = run,
            Runs = (int)runs,
            RunsPerChunk = perChunk,
        };
        context.Emit<CopyRunsKernel.Choice, CopyRunsArguments>(set, arguments, (int)((runs + perChunk - 1) / perChunk));
    }

    private static long GreatestCommonDivisor(long a, long b) => b == 0 ? a : GreatestCommonDivisor(b, a % b);

    private readonly struct Identity : IMap
    {
        public static TV Apply<TI, TV>(TV x, TV parameter)
            where TI : struct, ISimd<TV>
            where TV : struct => x;
    }
}
