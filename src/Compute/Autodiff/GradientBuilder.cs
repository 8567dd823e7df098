using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Elementwise;
using TrainingService.Compute.Ops.Losses;

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
    /// <param name="graph">A forward graph with its losses, changed in place.</param>
    /// <param name="seeds">Values that go into losses, each with the gradient that the loss computes.</param>
    /// <returns>The gradient of each parameter that has one, by the parameter's value.</returns>
    public static IReadOnlyDictionary<ValueId, ValueId> Build(Graph graph, IReadOnlyList<(ValueId Output, ValueId Gradient)> seeds)
    {
        var builder = new GradientBuilder(graph);
        foreach (var (output, gradient) in seeds) builder.Accumulate(output, gradient, -1);
        foreach (var node in graph.Nodes.Reverse().ToArray())
        {
            if (node.Op is LossOp) continue;
            ValueId?[] outer = [.. node.Outputs.Select(id => builder.gradients.TryGetValue(id, out var gradient) ? gradient : (ValueId?)null)];
            if (outer.All(gradient => gradient is null)) continue;
            GradientRules.For(node.Op)(new GradientScope(builder, graph, node, outer));
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
