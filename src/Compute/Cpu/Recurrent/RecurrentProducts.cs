using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Packing;
using TrainingService.Compute.Cpu.Products;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Recurrent;

namespace TrainingService.Compute.Cpu.Recurrent;

/// <summary><see cref="RecurrentInputGradientOp"/>: one product over all steps.</summary>
internal sealed unsafe class RecurrentInputGradient : IOpKernels
{
    public IReadOnlyList<PackedWeights> Packing(InstructionSet set, Graph graph, Node node) => [PanelsOf(set, graph, node)];

    public void Compile(InstructionSet set, Graph graph, Node node, IKernelContext context)
    {
        var (weights, x) = (PanelsOf(set, graph, node), graph[node.Outputs[0]].Shape);
        new DotProduct
        {
            Panels = new PanelLayout(set, weights.Channels),
            Images = x[1],
            Rows = 1,
            Pixels = x[0],
            A = new Matrix((nint)context.Address(node.Inputs[0]), (nint)x[0] * weights.Filters, 0, weights.Filters),
            Taps = [0],
            Run = weights.Filters,
            B = (nint)context.Packed(weights),
            C = RecurrentForward.BySteps((float*)context.Address(node.Outputs[0]), x, ((RecurrentInputGradientOp)node.Op).Reverse),
        }.Emit(context);
    }

    private static TransposedPanels PanelsOf(InstructionSet set, Graph graph, Node node)
    {
        var w = graph[node.Inputs[1]];
        return new TransposedPanels(w.Parameter, set, TransposedPanels.OneTap, w.Shape[0], w.Shape[1]);
    }
}

/// <summary><see cref="RecurrentKernelGradientOp"/>: one product over all steps.</summary>
internal sealed unsafe class RecurrentKernelGradient : IOpKernels
{
    public long ScratchBytes(InstructionSet set, Graph graph, Node node) => ProductOf(set, graph, node).ScratchBytes;

    public void Compile(InstructionSet set, Graph graph, Node node, IKernelContext context)
    {
        var (product, x) = (ProductOf(set, graph, node), graph[node.Inputs[0]].Shape);
        product.Emit(
            context,
            RecurrentForward.BySteps((float*)context.Address(node.Inputs[0]), x, ((RecurrentKernelGradientOp)node.Op).Reverse),
            [0],
            new Matrix((nint)context.Address(node.Inputs[1]), (nint)x[0] * product.Columns, 0, product.Columns),
            (float*)context.Address(node.Outputs[0]));
    }

    private static OuterProduct ProductOf(InstructionSet set, Graph graph, Node node)
    {
        var (x, da) = (graph[node.Inputs[0]].Shape, graph[node.Inputs[1]].Shape);
        return new OuterProduct(set, x[1], 1, x[0], x[2], 1, true, x[2], da[2]) { PixelStride = x[1] * x[2] };
    }
}

/// <summary><see cref="RecurrentStateKernelGradientOp"/>: states and gradients lie step by step, so all steps are one long matrix.</summary>
internal sealed unsafe class RecurrentStateKernelGradient : IOpKernels
{
    public long ScratchBytes(InstructionSet set, Graph graph, Node node) =>
        Parts(set, graph, node).Max(part => part.ScratchBytes);

    public void Compile(InstructionSet set, Graph graph, Node node, IKernelContext context)
    {
        var da = (float*)context.Address(node.Inputs[1]);
        var du = (float*)context.Address(node.Outputs[0]);
        var (width, column) = (graph[node.Inputs[1]].Shape[2], 0);
        foreach (var part in Parts(set, graph, node))
        {
            var states = (float*)context.Address(node.Inputs[column == 0 ? 0 : 2]);
            part.Emit(context, new Matrix(states, part.Run), [0], new Matrix(da + column, width), du + column);
            column += part.Columns;
        }
    }

    private static OuterProduct[] Parts(InstructionSet set, Graph graph, Node node)
    {
        var da = graph[node.Inputs[1]].Shape;
        var units = graph[node.Inputs[0]].Shape[2];
        var whole = new OuterProduct(set, 1, 1, da[0] * da[1], units, 1, true, units, da[2]);
        return ((RecurrentStateKernelGradientOp)node.Op).ResetBefore
            ? [whole with { Columns = 2 * units, Stride = da[2] }, whole with { Columns = units, Stride = da[2] }]
            : [whole];
    }
}
