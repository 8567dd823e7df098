using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Elementwise;

namespace TrainingService.Compute.Autodiff;

/// <summary>Appends to a forward graph the nodes that compute every parameter's gradient, in reverse order (reverse-mode differentiation).</summary>
internal sealed class GradientBuilder
{
    private readonly Graph graph;
    private readonly Dictionary<ValueId, ValueId> gradients = [];
    private readonly HashSet<ValueId> dependent;

    private GradientBuilder(Graph graph)
    {
        this.graph = graph;
        dependent = [.. graph.Values.Where(value => value.Kind == ValueKind.Parameter).Select(value => value.Id)];
        foreach (var node in graph.Nodes)
        {
            if (node.Inputs.Any(dependent.Contains)) dependent.UnionWith(node.Outputs);
        }
    }

    /// <summary>Appends the gradient nodes.</summary>
    /// <param name="graph">A forward graph, changed in place.</param>
    /// <param name="output">The network's output.</param>
    /// <param name="outputGradient">Its gradient, which the loss computes.</param>
    /// <returns>The gradient of each parameter that has one, by the parameter's value.</returns>
    public static IReadOnlyDictionary<ValueId, ValueId> Build(Graph graph, ValueId output, ValueId outputGradient)
    {
        var builder = new GradientBuilder(graph);
        builder.gradients[output] = outputGradient;
        foreach (var node in graph.Nodes.Reverse().ToArray())
        {
            if (node.Outputs.Count != 1 || !builder.gradients.TryGetValue(node.Outputs[0], out var gradient)) continue;
            GradientRules.For(node.Op)(new GradientScope(builder, graph, node, gradient));
        }

        return builder.gradients.Where(pair => graph[pair.Key].Kind == ValueKind.Parameter).ToDictionary();
    }

    /// <summary>Whether a value depends on a parameter.</summary>
    public bool DependsOnParameter(ValueId value) => dependent.Contains(value);

    /// <summary>Adds to a value's gradient: the first one is it, later ones are summed.</summary>
    public void Accumulate(ValueId value, ValueId gradient, int layer)
    {
        if (!gradients.TryGetValue(value, out var sofar))
        {
            gradients[value] = gradient;
            return;
        }

        var sum = graph.AddValue(graph[value].Shape, graph[gradient].Kind, ElementType.Float32, graph[value].Parameter);
        graph.AddNode(new AddOp(), layer, [sofar, gradient], [sum]);
        gradients[value] = sum;
    }
}
