using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Dense;

namespace TrainingService.Compute.Passes;

/// <summary>Lets the gradient of a dense layer's weights sum up its bias's too, as both read all of dy: one pass over memory less.</summary>
internal static class BiasGradientFusion
{
    /// <summary>The graph with every bias's gradient folded that can be.</summary>
    public static Graph Apply(Graph graph)
    {
        var nodes = graph.Nodes.ToList();
        for (var i = 0; i < nodes.Count; i++)
        {
            if (nodes[i] is not { Op: BiasGradientOp } bias)
                continue;

            // Rules put the weights' gradient behind the bias's: whatever reads that comes later still, unless something lies between.
            var weights = nodes.FindIndex(i, node => node.Op is DenseWeightGradientOp { HasBias: false } && node.Inputs[1] == bias.Inputs[0]);
            if (weights < 0 || nodes[i..weights].Exists(node => node.Inputs.Contains(bias.Outputs[0])))
                continue;
            nodes[weights] = nodes[weights] with { Op = new DenseWeightGradientOp(HasBias: true), Outputs = [nodes[weights].Outputs[0], bias.Outputs[0]] };
            nodes.RemoveAt(i);
            i--;
        }

        return graph.WithNodes(nodes);
    }
}
