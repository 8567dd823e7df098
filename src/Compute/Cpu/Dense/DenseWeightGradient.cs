using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Packing;
using TrainingService.Compute.Cpu.Products;
using TrainingService.Compute.Cpu.Products.Strassen;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Graphs;

namespace TrainingService.Compute.Cpu.Dense;

/// <summary><see cref="Ops.Dense.DenseWeightGradientOp"/>.</summary>
internal sealed unsafe class DenseWeightGradient : IOpKernels
{
    public long ScratchBytes(InstructionSet set, Graph graph, Node node)
    {
        var x = graph[node.Inputs[0]].Shape;
        return MultipliesLess(graph, node) ? StrassenProduct.ScratchBytesOf(set, x[1], x[0], graph[node.Inputs[1]].Shape[1]) : ProductOf(set, graph, node).ScratchBytes;
    }

    public void Compile(InstructionSet set, Graph graph, Node node, IKernelContext context)
    {
        var product = ProductOf(set, graph, node);
        if (MultipliesLess(graph, node))
        {
            new StrassenProduct(set, product.Run, product.Pixels, product.Columns)
            {
                A = new Matrix((float*)context.Address(node.Inputs[0]), product.Run),
                IsATransposed = true,
                B = new PanelSource((nint)context.Address(node.Inputs[1]), product.Columns, IsTransposed: false),
                C = new Matrix((float*)context.Address(node.Outputs[0]), product.Columns),
            }.Emit(context);
            return;
        }

        product.Emit(
            context,
            new Matrix((float*)context.Address(node.Inputs[0]), product.Run),
            [0],
            new Matrix((float*)context.Address(node.Inputs[1]), product.Columns),
            (float*)context.Address(node.Outputs[0]));
    }

    private static bool MultipliesLess(Graph graph, Node node)
    {
        var (x, dy) = (graph[node.Inputs[0]].Shape, graph[node.Inputs[1]].Shape);
        return StrassenProduct.SuitsGradient(graph, x[1], x[0], dy[1]);
    }

    private static OuterProduct ProductOf(InstructionSet set, Graph graph, Node node)
    {
        var (x, dy) = (graph[node.Inputs[0]].Shape, graph[node.Inputs[1]].Shape);
        return new OuterProduct(set, 1, 1, x[0], x[1], 1, true, x[1], dy[1]);
    }
}
