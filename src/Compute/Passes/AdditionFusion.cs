using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Activations;
using TrainingService.Compute.Ops.Dense;
using TrainingService.Compute.Ops.Elementwise;

namespace TrainingService.Compute.Passes;

/// <summary>
/// Folds additions into the end of the dense product that makes one of their operands: skip connections around a layer, and the gradients of what goes
/// both ways. The product is written once, as a sum, in place of written, read and written.
/// </summary>
internal static class AdditionFusion
{
    /// <summary>Sizes of images, which may have a halo, so that other sizes are no view of them.</summary>
    private const int ImageRank = 4;

    /// <summary>The graph with every addition folded that can be.</summary>
    public static Graph Apply(Graph graph)
    {
        var uses = graph.Nodes.SelectMany(node => node.Inputs).CountBy(id => id).ToDictionary();
        var nodes = graph.Nodes.ToList();
        graph = graph.WithNodes(nodes);
        for (var i = 0; i < nodes.Count; i++)
        {
            if (nodes[i].Op is not AddOp)
                continue;
            // The later operand was computed just before, as a rule.
            for (var operand = 1; operand >= 0; operand--)
            {
                var (addend, made) = (nodes[i].Inputs[1 - operand], nodes[i].Inputs[operand]);
                var chain = ChainTo(graph, nodes.Take(i), made, uses);
                if (chain is not [.., { Op: DenseOp or DenseInputGradientOp } product] || WithAddend(product.Op) is not { } op)
                    continue;
                if (chain.Count == 2 && graph[nodes[i].Outputs[0]].Shape.Rank == ImageRank)
                    continue;
                List<Node> replacement = chain.Count == 1
                    ? [product with { Op = op, Inputs = [.. product.Inputs, addend], Outputs = nodes[i].Outputs }]
                    : Viewed(graph, product with { Op = op }, addend, nodes[i]);
                nodes.RemoveAt(i);
                nodes.InsertRange(i, replacement);
                i += replacement.Count - 1 - nodes.RemoveAll(chain.Contains);
                break;
            }
        }

        return graph.WithNodes(nodes);
    }

    /// <summary>What makes a value that nobody else reads: a product, or a view and the product it is of.</summary>
    private static List<Node> ChainTo(Graph graph, IEnumerable<Node> before, ValueId made, Dictionary<ValueId, int> uses)
    {
        List<Node> chain = [];
        while (uses[made] == 1 && !graph.IsKept(made) && before.FirstOrDefault(node => node.Outputs.Contains(made)) is { } node)
        {
            chain.Add(node);
            if (chain.Count == 2 || node.Op is not ReshapeOp)
                break;
            made = node.Inputs[0];
        }

        return chain;
    }

    private static Op? WithAddend(Op op) => op switch
    {
        DenseOp { HasAddend: false, Activation.Kind: ActivationKind.Linear } dense => dense with { HasAddend = true },
        DenseInputGradientOp { HasAddend: false, InputActivation.Kind: ActivationKind.Linear } gradient => gradient with { HasAddend = true },
        _ => null,
    };

    /// <summary>The product between views of what is added and of the sum.</summary>
    private static List<Node> Viewed(Graph graph, Node product, ValueId addend, Node addition)
    {
        var shape = graph[product.Outputs[0]].Shape;
        var (rows, sum) = (graph.AddValue(shape), graph.AddValue(shape));
        return
        [
            addition with { Op = new ReshapeOp(), Inputs = [addend], Outputs = [rows] },
            product with { Inputs = [.. product.Inputs, rows], Outputs = [sum] },
            addition with { Op = new ReshapeOp(), Inputs = [sum] },
        ];
    }
}
