using TrainingService.Compute.Graphs;

namespace TrainingService.Kernels.Cases;

/// <summary>An operation of a chain.</summary>
/// <param name="Op">What it does.</param>
/// <param name="Inputs">Numbers of values: the chain's inputs come first, then what its operations give, in order.</param>
/// <param name="Outputs">In the op's order.</param>
internal sealed record Link(Op Op, IReadOnlyList<int> Inputs, params IReadOnlyList<Shape> Outputs);

/// <summary>
/// Operations one after the other, fused and in place as in a training step. The roof is that of all of them in one pass: what one operation leaves for
/// another need not go through memory.
/// </summary>
/// <param name="Name">Family and operations.</param>
/// <param name="Inputs">What they read from without.</param>
/// <param name="Links">The operations.</param>
internal sealed record ChainCase(string Name, IReadOnlyList<Operand> Inputs, params IReadOnlyList<Link> Links) : GraphCase(Name, Inputs)
{
    public override long Flops
    {
        get
        {
            var graph = Build();
            return graph.Nodes.Sum(node => node.Op.Flops(graph.ShapesOf(node.Inputs), graph.ShapesOf(node.Outputs)));
        }
    }

    public override long Bytes
    {
        get
        {
            var graph = Build();
            var results = graph.Nodes.SelectMany(node => node.Outputs).Except(graph.Nodes.SelectMany(node => node.Inputs));
            return sizeof(float) * (Inputs.Sum(input => input.Read) + results.Sum(id => graph[id].Shape.Count));
        }
    }

    public override Graph Build()
    {
        var graph = WithInputs();
        foreach (var link in Links)
        {
            ValueId[] inputs = [.. link.Inputs.Select(place => graph.Values[place].Id)];
            graph.AddNode(link.Op, 0, inputs, [.. link.Outputs.Select(output => graph.AddValue(output))]);
        }

        return graph;
    }
}
