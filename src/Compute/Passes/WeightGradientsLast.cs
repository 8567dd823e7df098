using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Dense;

namespace TrainingService.Compute.Passes;

/// <summary>
/// Puts the gradient of a dense layer's weights behind everything that reads those weights, as a rule the gradient of the layer's input, so that they may be updated as soon as it is known.
/// </summary>
internal static class WeightGradientsLast
{
    /// <summary>The graph in that order.</summary>
    public static Graph Apply(Graph graph)
    {
        var nodes = graph.Nodes.ToList();
        for (var i = nodes.Count - 1; i >= 0; i--)
        {
            if (nodes[i].Op is not DenseWeightGradientOp)
                continue;
            var (node, parameter) = (nodes[i], graph[nodes[i].Outputs[0]].Parameter);
            var last = nodes.FindLastIndex(reader => Reads(graph, reader, parameter));
            var user = nodes.FindIndex(i + 1, other => other.Inputs.Any(node.Outputs.Contains));
            if (last <= i || (user >= 0 && user <= last))
                continue;
            nodes.RemoveAt(i);
            nodes.Insert(last, node);
        }

        return graph.WithNodes(nodes);
    }

    /// <summary>Whether a node reads a parameter itself.</summary>
    public static bool Reads(Graph graph, Node node, int parameter) => node.Inputs.Any(id => graph[id].Kind == ValueKind.Parameter && graph[id].Parameter == parameter);
}
