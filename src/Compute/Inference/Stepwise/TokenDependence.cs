using TrainingService.Compute.Graphs;

namespace TrainingService.Compute.Inference.Stepwise;

/// <summary>Which values of a forward graph depend on the decoder's tokens, and which nodes the output needs.</summary>
internal sealed class TokenDependence
{
    private readonly Graph graph;
    private readonly HashSet<ValueId> dependent;
    private readonly Dictionary<ValueId, Node> writers;

    /// <summary>Looks through a graph.</summary>
    public TokenDependence(Graph graph, IEnumerable<ValueId> tokens, ValueId output)
    {
        this.graph = graph;
        dependent = [.. tokens];
        foreach (var node in graph.Nodes.Where(node => node.Inputs.Any(dependent.Contains))) dependent.UnionWith(node.Outputs);
        writers = graph.Nodes.SelectMany(node => node.Outputs.Select(id => (id, node))).ToDictionary(pair => pair.id, pair => pair.node);
        Steps = [.. NodesFor([output]).Where(node => node.Inputs.Any(dependent.Contains))];
        NeededOfSteps = Steps.SelectMany(node => node.Inputs).Append(output).ToHashSet();
    }

    /// <summary>The nodes that depend on the tokens and that the output needs, in order.</summary>
    public IReadOnlyList<Node> Steps { get; }

    /// <summary>What those nodes read, and the output.</summary>
    public IReadOnlySet<ValueId> NeededOfSteps { get; }

    /// <summary>Whether a value depends on the tokens.</summary>
    public bool On(ValueId id) => dependent.Contains(id);

    /// <summary>All nodes that the given values need, in order.</summary>
    public IEnumerable<Node> NodesFor(IEnumerable<ValueId> values)
    {
        var needed = new HashSet<Node>(ReferenceEqualityComparer.Instance);
        var open = new Stack<ValueId>(values);
        while (open.TryPop(out var id))
        {
            if (!writers.TryGetValue(id, out var node) || !needed.Add(node)) continue;
            foreach (var input in node.Inputs) open.Push(input);
        }

        return graph.Nodes.Where(needed.Contains);
    }
}
