namespace TrainingService.Compute.Graphs;

/// <summary>Values and the nodes that compute them, in an order in which they can be executed. Static single assignment: one writer per value.</summary>
public sealed class Graph
{
    private readonly List<Value> values = [];
    private readonly List<Node> nodes = [];
    private readonly HashSet<ValueId> kept = [];

    /// <summary>Whether weights stay as they are: it is worth bringing them once into the order in which kernels read them.</summary>
    public bool HasFixedWeights { get; set; }

    /// <summary>
    /// Whether the last bits of a row's results may depend on the other rows of the batch: in training, where a step mixes them anyway, and not where a row is asked about on its own.
    /// </summary>
    public bool MixesRows { get; set; }

    /// <summary>All values by id.</summary>
    public IReadOnlyList<Value> Values => values;

    /// <summary>All nodes in execution order.</summary>
    public IReadOnlyList<Node> Nodes => nodes;

    /// <summary>The value of an id.</summary>
    public Value this[ValueId id] => values[id.Index];

    /// <summary>Adds a value.</summary>
    public ValueId AddValue(Shape shape, ValueKind kind = ValueKind.Intermediate, ElementType element = ElementType.Float32, int parameter = -1)
    {
        var id = new ValueId(values.Count);
        values.Add(new Value(id, shape, kind, element, parameter));
        return id;
    }

    /// <summary>Appends a node whose inputs exist already.</summary>
    public Node AddNode(Op op, int layer, IReadOnlyList<ValueId> inputs, IReadOnlyList<ValueId> outputs)
    {
        var node = new Node(op, inputs, outputs, layer);
        nodes.Add(node);
        return node;
    }

    /// <summary>Lets the host read a value after the step: its memory is not used for anything else.</summary>
    public void Keep(ValueId id) => kept.Add(id);

    /// <summary>Whether the host may read a value after the step.</summary>
    public bool IsKept(ValueId id) => kept.Contains(id);

    /// <summary>A graph with the same values and other nodes: what a pass returns.</summary>
    public Graph WithNodes(IEnumerable<Node> replacement)
    {
        var graph = new Graph { HasFixedWeights = HasFixedWeights, MixesRows = MixesRows };
        graph.values.AddRange(values);
        graph.nodes.AddRange(replacement);
        graph.kept.UnionWith(kept);
        return graph;
    }

    /// <summary>Whether a value follows from the data alone, without any weight.</summary>
    public bool IsData(ValueId id)
    {
        if (this[id].Kind is ValueKind.Input or ValueKind.Target) return true;
        return nodes.Find(node => node.Outputs.Contains(id)) is { } writer && writer.Inputs.Count > 0 && writer.Inputs.All(IsData);
    }

    /// <summary>Shapes of the given values.</summary>
    public IReadOnlyList<Shape> ShapesOf(IReadOnlyList<ValueId> ids) => [.. ids.Select(id => this[id].Shape)];
}
