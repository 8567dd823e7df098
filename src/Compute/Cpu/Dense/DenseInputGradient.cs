using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Elementwise;
using TrainingService.Compute.Cpu.Packing;
using TrainingService.Compute.Cpu.Products;
using TrainingService.Compute.Cpu.Products.Strassen;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Activations;
using TrainingService.Compute.Ops.Dense;

namespace TrainingService.Compute.Cpu.Dense;

/// <summary><see cref="DenseInputGradientOp"/>.</summary>
internal sealed unsafe class DenseInputGradient : IOpKernels
{
    public IReadOnlyList<PackedWeights> Packing(InstructionSet set, Graph graph, Node node) =>
        PanelSource.Suits(graph, graph[node.Inputs[1]]) ? [] : [PanelsOf(set, graph, node)];

    public long ScratchBytes(InstructionSet set, Graph graph, Node node)
    {
        var dy = graph[node.Inputs[0]].Shape;
        return MultipliesLess(graph, node) ? StrassenProduct.ScratchBytesOf(set, dy[0], dy[1], graph[node.Inputs[1]].Shape[0]) : 0;
    }

    public void Compile(InstructionSet set, Graph graph, Node node, IKernelContext context)
    {
        var op = (DenseInputGradientOp)node.Op;
        var function = op.InputActivation;
        var weights = PanelsOf(set, graph, node);
        var x = function.Kind == ActivationKind.Linear && !op.HasAddend ? default : new Matrix((float*)context.Address(node.Inputs[2]), weights.Channels);
        var source = new PanelSource((nint)context.Parameter(weights.Parameter), weights.Filters, IsTransposed: true);
        if (MultipliesLess(graph, node))
        {
            new StrassenProduct(set, graph[node.Inputs[0]].Shape[0], weights.Filters, weights.Channels)
            {
                A = new Matrix((float*)context.Address(node.Inputs[0]), weights.Filters),
                B = source,
                C = new Matrix((float*)context.Address(node.Outputs[0]), weights.Channels),
                Gradient = function,
                X = x,
            }.Emit(context);
            if (op.HasAddend)
                AddKernels.Emit(set, node.Outputs[0], node.Inputs[^1], node.Outputs[0], context);
            return;
        }

        var cuts = PanelSource.Suits(graph, graph[node.Inputs[1]]);
        new DotProduct
        {
            Panels = new PanelLayout(set, weights.Channels),
            Images = 1,
            Rows = 1,
            Pixels = graph[node.Inputs[0]].Shape[0],
            A = new Matrix((float*)context.Address(node.Inputs[0]), weights.Filters),
            Taps = [0],
            Run = weights.Filters,
            B = cuts ? 0 : (nint)context.Packed(weights),
            Source = cuts ? source : null,
            C = new Matrix((float*)context.Address(node.Outputs[0]), weights.Channels),
            Gradient = function,
            X = x,
            AddsX = op.HasAddend,
        }.Emit(context);
    }

    private static bool MultipliesLess(Graph graph, Node node)
    {
        var weights = graph[node.Inputs[1]];
        return StrassenProduct.Suits(graph, graph[node.Inputs[0]].Shape[0], weights.Shape[1], weights.Shape[0]);
    }

    private static TransposedPanels PanelsOf(InstructionSet set, Graph graph, Node node)
    {
        var weights = graph[node.Inputs[1]];
        return new TransposedPanels(weights.Parameter, set, TransposedPanels.OneTap, weights.Shape[0], weights.Shape[1]);
    }
}
