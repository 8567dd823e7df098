using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Elementwise;
using TrainingService.Compute.Cpu.Packing;
using TrainingService.Compute.Cpu.Products;
using TrainingService.Compute.Cpu.Products.Strassen;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Dense;

namespace TrainingService.Compute.Cpu.Dense;

/// <summary><see cref="DenseOp"/>.</summary>
internal sealed unsafe class DenseForward : IOpKernels
{
    public IReadOnlyList<PackedWeights> Packing(InstructionSet set, Graph graph, Node node) =>
        PanelSource.Suits(graph, graph[node.Inputs[1]]) ? [] : [PanelsOf(set, graph, node)];

    public long ScratchBytes(InstructionSet set, Graph graph, Node node)
    {
        var x = graph[node.Inputs[0]].Shape;
        return MultipliesLess(graph, node) ? StrassenProduct.ScratchBytesOf(set, x[0], x[1], graph[node.Inputs[1]].Shape[1]) : 0;
    }

    public void Compile(InstructionSet set, Graph graph, Node node, IKernelContext context)
    {
        var op = (DenseOp)node.Op;
        var weights = PanelsOf(set, graph, node);
        var bias = op.HasBias ? (nint)context.Parameter(graph[node.Inputs[2]].Parameter) : 0;
        if (MultipliesLess(graph, node))
        {
            new StrassenProduct(set, graph[node.Inputs[0]].Shape[0], weights.Rows, weights.Columns)
            {
                A = new Matrix((float*)context.Address(node.Inputs[0]), weights.Rows),
                B = new PanelSource((nint)context.Parameter(weights.Parameter), weights.Columns, IsTransposed: false),
                C = new Matrix((float*)context.Address(node.Outputs[0]), weights.Columns),
                Bias = bias,
                Activation = op.Activation,
                // Columns of data may differ in size by any factor, and sums of them would drown the small ones; those of a layer's outputs do not.
                ScalesDepth = graph.IsData(node.Inputs[0]),
            }.Emit(context);
            if (op.HasAddend)
                AddKernels.Emit(set, node.Outputs[0], node.Inputs[^1], node.Outputs[0], context);
            return;
        }

        var cuts = PanelSource.Suits(graph, graph[node.Inputs[1]]);
        new DotProduct
        {
            Panels = new PanelLayout(set, weights.Columns),
            Images = 1,
            Rows = 1,
            Pixels = graph[node.Inputs[0]].Shape[0],
            A = new Matrix((float*)context.Address(node.Inputs[0]), weights.Rows),
            Taps = [0],
            Run = weights.Rows,
            B = cuts ? 0 : (nint)context.Packed(weights),
            Source = cuts ? new PanelSource((nint)context.Parameter(weights.Parameter), weights.Columns, IsTransposed: false) : null,
            C = new Matrix((float*)context.Address(node.Outputs[0]), weights.Columns),
            Bias = bias,
            Activation = op.Activation,
            AddsX = op.HasAddend,
            X = op.HasAddend ? new Matrix((float*)context.Address(node.Inputs[^1]), weights.Columns) : default,
        }.Emit(context);
    }

    private static bool MultipliesLess(Graph graph, Node node)
    {
        var (x, weights) = (graph[node.Inputs[0]], graph[node.Inputs[1]]);
        return StrassenProduct.Suits(graph, x.Shape[0], weights.Shape[0], weights.Shape[1]);
    }

    private static ForwardPanels PanelsOf(InstructionSet set, Graph graph, Node node)
    {
        var weights = graph[node.Inputs[1]];
        return new ForwardPanels(weights.Parameter, set, weights.Shape[0], weights.Shape[1]);
    }
}
