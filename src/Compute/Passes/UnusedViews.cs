using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Elementwise;

namespace TrainingService.Compute.Passes;

/// <summary>
/// Leaves out reshapes that nobody reads: layers that keep their values in another shape take them from each other directly, but offer them in the
/// shape that the spec speaks of.
/// </summary>
internal static class UnusedViews
{
    /// <summary>The graph without them.</summary>
    public static Graph Remove(Graph graph)
    {
        var read = graph.Nodes.SelectMany(node => node.Inputs).ToHashSet();
        Node[] nodes = [.. graph.Nodes.Where(node => node.Op is not ReshapeOp || read.Contains(node.Outputs[0]) || graph.IsKept(node.Outputs[0]))];
        return nodes.Length == graph.Nodes.Count ? graph : Remove(graph.WithNodes(nodes));
    }
}
