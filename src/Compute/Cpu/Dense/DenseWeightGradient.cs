using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.BiasGradient;
using TrainingService.Compute.Cpu.Packing;
using TrainingService.Compute.Cpu.Products;
using TrainingService.Compute.Cpu.Products.Strassen;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Dense;

namespace TrainingService.Compute.Cpu.Dense;

/// <summary><see cref="DenseWeightGradientOp"/>.</summary>
internal sealed unsafe class DenseWeightGradient : IOpKernels
{
    /// <summary>Weights from which they and their gradient come from memory: within the caches, updating them at once crowds out what the product reads.</summary>
    private const long FewestWeights = 1_000_000;

    public bool EndsGradient(InstructionSet set, Graph graph, Node node)
    {
        var product = ProductOf(set, graph, node);
        if ((long)product.Run * product.Columns < FewestWeights)
            return false;
        return MultipliesLess(graph, node) ? StrassenProduct.EndsInStretches(product.Pixels, product.Columns) : product.EndsInStretches;
    }

    public long ScratchBytes(InstructionSet set, Graph graph, Node node)
    {
        var x = graph[node.Inputs[0]].Shape;
        if (!MultipliesLess(graph, node))
            return ProductOf(set, graph, node).ScratchBytes;
        var bytes = StrassenProduct.ScratchBytesOfGradient(set, x[1], x[0], graph[node.Inputs[1]].Shape[1]);
        return HasBias(node) ? Math.Max(bytes, BiasGradientKernels.ScratchBytesOf(graph, node.Inputs[1])) : bytes;
    }

    public void Compile(InstructionSet set, Graph graph, Node node, IKernelContext context)
    {
        var product = ProductOf(set, graph, node);
        var end = EndsGradient(set, graph, node) ? context.End : default;
        if (MultipliesLess(graph, node))
        {
            if (HasBias(node))
                BiasGradientKernels.Emit(set, graph, node.Inputs[1], node.Outputs[1], context);
            new StrassenProduct(set, product.Run, product.Pixels, product.Columns)
            {
                A = new Matrix((float*)context.Address(node.Inputs[0]), product.Run),
                IsATransposed = true,
                B = new PanelSource((nint)context.Address(node.Inputs[1]), product.Columns, IsTransposed: false),
                C = new Matrix((float*)context.Address(node.Outputs[0]), product.Columns),
                End = end,
            }.Emit(context);
            return;
        }

        (product with { End = end }).Emit(
            context,
            new Matrix((float*)context.Address(node.Inputs[0]), product.Run),
            [0],
            new Matrix((float*)context.Address(node.Inputs[1]), product.Columns),
            (float*)context.Address(node.Outputs[0]),
            sums: HasBias(node) ? (float*)context.Address(node.Outputs[1]) : null);
    }

    private static bool HasBias(Node node) => ((DenseWeightGradientOp)node.Op).HasBias;

    private static bool MultipliesLess(Graph graph, Node node)
    {
        var (x, dy) = (graph[node.Inputs[0]].Shape, graph[node.Inputs[1]].Shape);
        return StrassenProduct.SuitsGradient(graph, x[1], x[0], dy[1]);
    }

    private static OuterProduct ProductOf(InstructionSet set, Graph graph, Node node)
    {
        var (x, dy) = (graph[node.Inputs[0]].Shape, graph[node.Inputs[1]].Shape);
        return new OuterProduct(set, 1, 1, x[0], x[1], 1, true, x[1], dy[1])
        {
            SumsColumns = HasBias(node), WantsStretches = (long)x[1] * dy[1] >= FewestWeights,
        };
    }
}
