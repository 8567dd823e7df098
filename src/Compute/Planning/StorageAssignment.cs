using TrainingService.Compute.Backends;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Elementwise;

namespace TrainingService.Compute.Planning;

/// <summary>
/// Decides which values share one piece of memory: a reshape is a view of its input, and value-by-value ops work in place when nobody reads
/// their input afterwards.
/// </summary>
internal sealed class StorageAssignment
{
    private readonly Graph graph;
    private readonly IReadOnlyDictionary<ValueId, Halo> halos;
    private readonly int[] storageOf;
    private readonly int[] lastUse;

    private StorageAssignment(Graph graph, IReadOnlyDictionary<ValueId, Halo> halos, bool inPlace)
    {
        this.graph = graph;
        this.halos = halos;
        storageOf = [.. Enumerable.Range(0, graph.Values.Count)];
        lastUse = new int[graph.Values.Count];
        for (var i = 0; i < graph.Nodes.Count; i++)
        {
            foreach (var input in graph.Nodes[i].Inputs) lastUse[input.Index] = i;
        }

        for (var i = 0; i < graph.Nodes.Count; i++) Share(graph.Nodes[i], i, inPlace);
    }

    /// <summary>For each value the index of the value whose memory it uses.</summary>
    public static int[] For(Graph graph, IReadOnlyDictionary<ValueId, Halo> halos, bool inPlace = true) =>
        new StorageAssignment(graph, halos, inPlace).storageOf;

    private void Share(Node node, int position, bool inPlace)
    {
        if (node.Outputs.Count != 1 || graph[node.Outputs[0]].Kind != ValueKind.Intermediate) return;
        var (input, output) = (node.Inputs[0], node.Outputs[0]);
        var isView = node.Op is ReshapeOp && !halos.ContainsKey(input) && !halos.ContainsKey(output);
        var isInPlace = inPlace && node.Op.MayOverwriteInput && MayOverwrite(input, output, position);
        if (!isView && !isInPlace) return;
        var storage = storageOf[input.Index];
        storageOf[output.Index] = storage;
        lastUse[storage] = Math.Max(lastUse[storage], lastUse[output.Index]);
    }

    private bool MayOverwrite(ValueId input, ValueId output, int position)
    {
        var storage = storageOf[input.Index];
        return graph.Values[storage].Kind == ValueKind.Intermediate
            && graph[input].Kind == ValueKind.Intermediate
            && !IsKept(storage)
            && lastUse[storage] <= position
            && lastUse[input.Index] <= position
            && halos.GetValueOrDefault(input) == halos.GetValueOrDefault(output);
    }

    /// <summary>Whether the host will read a value that lies in this memory.</summary>
    private bool IsKept(int storage) => graph.Values.Any(value => storageOf[value.Id.Index] == storage && graph.IsKept(value.Id));
}
