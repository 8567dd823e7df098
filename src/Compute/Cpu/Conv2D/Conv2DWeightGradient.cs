using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Products;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Conv2D;

namespace TrainingService.Compute.Cpu.Conv2D;

/// <summary><see cref="Conv2DWeightGradientOp"/>: outer products of input windows and dy, summed over all pixels.</summary>
internal sealed unsafe class Conv2DWeightGradient : IOpKernels
{
    public Halo InputHalo(InstructionSet set, Graph graph, Node node, int input) =>
        input == 0 ? GeometryOf(graph, node).Halo : Halo.None;

    // A pointwise convolution may have one long row of pixels or not, which its layout says later: room for both.
    public long ScratchBytes(InstructionSet set, Graph graph, Node node) =>
        Math.Max(ProductOf(set, graph, node, false).ScratchBytes, ProductOf(set, graph, node, true).ScratchBytes);

    public void Compile(InstructionSet set, Graph graph, Node node, IKernelContext context)
    {
        var geometry = GeometryOf(graph, node);
        var (x, dy) = (context.Layout(node.Inputs[0]), context.Layout(node.Inputs[1]));
        ProductOf(set, graph, node, x.IsPlain && dy.IsPlain).Emit(
            context,
            geometry.Cells((float*)context.Address(node.Inputs[0]), x),
            geometry.Taps(x),
            Matrix.Of((float*)context.Address(node.Inputs[1]), dy),
            (float*)context.Address(node.Outputs[0]));
    }

    private static OuterProduct ProductOf(InstructionSet set, Graph graph, Node node, bool plain)
    {
        var geometry = GeometryOf(graph, node);
        var dy = graph[node.Inputs[1]].Shape;
        var window = geometry.Window;
        var even = window.DilationX == 1 || window.KernelHeight == 1 || window.KernelWidth == 1;
        return plain && geometry.IsPointwise
            ? new OuterProduct(set, 1, 1, dy[0] * dy[1] * dy[2], geometry.X[3], 1, true, geometry.Run, dy[3])
            : new OuterProduct(set, dy[0], dy[1], dy[2], geometry.X[3], geometry.TapCount, even, geometry.Run, dy[3]);
    }

    private static Conv2DGeometry GeometryOf(Graph graph, Node node) => new(((Conv2DWeightGradientOp)node.Op).Window, graph[node.Inputs[0]].Shape);
}
