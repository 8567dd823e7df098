using TrainingService.Compute.Backends;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Passes;

namespace TrainingService.Compute.Planning;

/// <summary>
/// Parameters that are updated in the calls that compute their gradients, while those are in the caches, instead of in a pass over all of them after the step. Possible where an update
/// needs to know nothing of other gradients (no clipping by norm) or batches (no accumulation), and nothing reads the weights afterwards.
/// </summary>
internal sealed class EarlyUpdates
{
    private readonly Dictionary<int, int> parameters = [];

    private EarlyUpdates()
    {
    }

    /// <summary>None at all.</summary>
    public static EarlyUpdates None { get; } = new();

    /// <summary>Those of a step.</summary>
    /// <param name="graph">The step for the largest batch; for others nodes have the same places.</param>
    /// <param name="isTrainable">Which parameters are updated at all.</param>
    /// <param name="kernels">What executes it.</param>
    public static EarlyUpdates Of(Graph graph, Func<int, bool> isTrainable, IKernelFactory kernels)
    {
        var early = new EarlyUpdates();
        foreach (var (place, node) in graph.Nodes.Index())
        {
            var gradient = node.Outputs.Count > 0 ? graph[node.Outputs[0]] : null;
            if (gradient is { Kind: ValueKind.ParameterGradient } && isTrainable(gradient.Parameter) && kernels.EndsGradient(graph, node) && IsLast(graph, place, gradient))
                early.parameters[place] = gradient.Parameter;
        }

        return early;
    }

    /// <summary>Whether a parameter is among them.</summary>
    public bool Has(int parameter) => parameters.ContainsValue(parameter);

    /// <summary>The parameter that is updated in the calls of a node, by its place in the graph; null if none is.</summary>
    public int? At(int place) => parameters.TryGetValue(place, out var parameter) ? parameter : null;

    // The gradient is complete with this node, and nothing reads it or the weights afterwards.
    private static bool IsLast(Graph graph, int place, Value gradient) => !graph.Nodes.Skip(place + 1).Any(node =>
        WeightGradientsLast.Reads(graph, node, gradient.Parameter)
        || node.Inputs.Concat(node.Outputs).Any(id => graph[id].Kind == ValueKind.ParameterGradient && graph[id].Parameter == gradient.Parameter));
}
