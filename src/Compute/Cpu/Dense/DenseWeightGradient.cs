using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Products;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Graphs;

namespace TrainingService.Compute.Cpu.Dense;

/// <summary><see cref="Ops.Dense.DenseWeightGradientOp"/>.</summary>
internal sealed unsafe class DenseWeightGradient : IOpKernels
{
    public long ScratchBytes(InstructionSet set, Graph graph, Node node) => ProductOf(set, graph, node).ScratchBytes;

    public void Compile(InstructionSet set, Graph graph, Node node, IKernelContext context)
    {
        var product = ProductOf(set, graph, node);
        product.Emit(
            context,
            new Matrix((float*)context.Address(node.Inputs[0]), product.Run),
            new Matrix((float*)context.Address(node.Inputs[1]), product.Columns),
            (float*)context.Address(node.Outputs[0]));
    }

    private static OuterProduct ProductOf(InstructionSet set, Graph graph, Node node)
    {
        var (x, dy) = (graph[node.Inputs[0]].Shape, graph[node.Inputs[1]].Shape);
        return new OuterProduct(set, 1, 1, x[0], [0], x[1], dy[1]);
    }
}
