using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Packing;
using TrainingService.Compute.Cpu.Products;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Conv2D;

namespace TrainingService.Compute.Cpu.Conv2D;

/// <summary><see cref="Conv2DOp"/>: direct convolution, tiles along the output rows.</summary>
internal sealed unsafe class Conv2DForward : IOpKernels
{
    public Halo InputHalo(InstructionSet set, Graph graph, Node node, int input) =>
        input == 0 ? GeometryOf(graph, node).Halo : Halo.None;

    public IReadOnlyList<PackedWeights> Packing(InstructionSet set, Graph graph, Node node) => [PanelsOf(set, graph, node)];

    public void Compile(InstructionSet set, Graph graph, Node node, IKernelContext context)
    {
        var op = (Conv2DOp)node.Op;
        var geometry = GeometryOf(graph, node);
        var (x, y) = (context.Layout(node.Inputs[0]), context.Layout(node.Outputs[0]));
        var weights = PanelsOf(set, graph, node);
        new DotProduct
        {
            Panels = new PanelLayout(set, weights.Columns),
            Images = y.Images,
            Rows = y.Height,
            Pixels = y.Width,
            A = geometry.Cells((float*)context.Address(node.Inputs[0]), x),
            Taps = geometry.Taps(x),
            Run = geometry.Run,
            B = (nint)context.Packed(weights),
            C = Matrix.Of((float*)context.Address(node.Outputs[0]), y),
            Bias = op.HasBias ? (nint)context.Parameter(graph[node.Inputs[2]].Parameter) : 0,
            Activation = op.Activation,
        }.Flattened(geometry.IsPointwise).Emit(context);
    }

    private static Conv2DGeometry GeometryOf(Graph graph, Node node) => new(((Conv2DOp)node.Op).Window, graph[node.Inputs[0]].Shape);

    private static ForwardPanels PanelsOf(InstructionSet set, Graph graph, Node node)
    {
        var weights = graph[node.Inputs[1]];
        var shape = weights.Shape;
        return new ForwardPanels(weights.Parameter, set, shape[0] * shape[1] * shape[2], shape[3]);
    }
}
