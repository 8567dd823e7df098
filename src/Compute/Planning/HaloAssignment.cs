using TrainingService.Compute.Backends;
using TrainingService.Compute.Graphs;

namespace TrainingService.Compute.Planning;

/// <summary>Gives each image the halo that serves all its consumers; its producer then writes inside.</summary>
internal static class HaloAssignment
{
    /// <summary>Halos by value; values without one are left out.</summary>
    public static IReadOnlyDictionary<ValueId, Halo> For(Graph graph, IKernelFactory kernels)
    {
        var halos = new Dictionary<ValueId, Halo>();
        foreach (var node in graph.Nodes)
        {
            for (var input = 0; input < node.Inputs.Count; input++)
            {
                var value = node.Inputs[input];
                var halo = graph[value].Kind is ValueKind.Parameter or ValueKind.State ? Halo.None : kernels.InputHalo(graph, node, input);
                if (halo != Halo.None) halos[value] = halo.Union(halos.GetValueOrDefault(value));
            }
        }

        return halos;
    }
}
