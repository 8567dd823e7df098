using TrainingService.Compute.Backends;
using TrainingService.Compute.Graphs;

namespace TrainingService.Compute.Planning;

/// <summary>Where a value lives.</summary>
internal enum Region
{
    /// <summary>With the parameters.</summary>
    Parameters,

    /// <summary>With the gradients.</summary>
    Gradients,

    /// <summary>The plan's own memory, kept between steps: inputs, outputs, and images whose halo must stay zero.</summary>
    Own,

    /// <summary>The arena all plans share; content lives within a step.</summary>
    Arena,
}

/// <summary>A value's place.</summary>
/// <param name="Region">Where.</param>
/// <param name="Offset">Bytes from the region's start; the parameter's number for the first two regions.</param>
/// <param name="Halo">Zeros around it.</param>
internal readonly record struct Place(Region Region, long Offset, Halo Halo);

/// <summary>The exact memory of one step graph. Serves smaller batches of the same graph too, with the same offsets.</summary>
/// <param name="Places">Place of each value.</param>
/// <param name="OwnBytes">Size of the plan's own memory.</param>
/// <param name="ArenaBytes">Arena needed.</param>
/// <param name="ScratchBytes">Scratch needed.</param>
/// <param name="Packings">Weight copies the kernels read.</param>
internal sealed record MemoryPlan(
    IReadOnlyList<Place> Places, long OwnBytes, long ArenaBytes, long ScratchBytes, IReadOnlyList<PackedWeights> Packings)
{
    /// <summary>Plans a graph's memory.</summary>
    public static MemoryPlan For(Graph graph, IKernelFactory kernels, bool reuse = true)
    {
        var halos = HaloAssignment.For(graph, kernels);
        var storage = StorageAssignment.For(graph, halos, reuse);
        var pieces = Pieces(graph, halos, storage);
        int[] own = [.. pieces.Keys.Where(s => IsOwn(graph, halos, storage, s))];
        int[] shared = [.. pieces.Keys.Except(own)];
        var (ownOffsets, ownBytes) = ArenaPlanner.Assign([.. own.Select(s => pieces[s])], reuse: false);
        var (sharedOffsets, arenaBytes) = ArenaPlanner.Assign([.. shared.Select(s => pieces[s])], reuse);
        var places = new Place[graph.Values.Count];
        foreach (var value in graph.Values)
        {
            var s = storage[value.Id.Index];
            var halo = halos.GetValueOrDefault(value.Id);
            places[value.Id.Index] = value.Kind switch
            {
                ValueKind.Parameter or ValueKind.State => new Place(Region.Parameters, value.Parameter, Halo.None),
                ValueKind.ParameterGradient => new Place(Region.Gradients, value.Parameter, Halo.None),
                _ when Array.IndexOf(own, s) is >= 0 and var i => new Place(Region.Own, ownOffsets[i], halo),
                _ when Array.IndexOf(shared, s) is >= 0 and var i => new Place(Region.Arena, sharedOffsets[i], halo),
                _ => default, // A value that fusion removed: no node touches it.
            };
        }

        var scratch = graph.Nodes.Max(node => kernels.ScratchBytes(graph, node));
        return new MemoryPlan(places, ownBytes, arenaBytes, scratch, [.. graph.Nodes.SelectMany(n => kernels.Packing(graph, n)).Distinct()]);
    }

    private static SortedDictionary<int, Piece> Pieces(Graph graph, IReadOnlyDictionary<ValueId, Halo> halos, int[] storage)
    {
        var pieces = new SortedDictionary<int, Piece>();
        for (var step = 0; step < graph.Nodes.Count; step++)
        {
            foreach (var id in graph.Nodes[step].Inputs.Concat(graph.Nodes[step].Outputs))
            {
                if (graph[id].Kind is ValueKind.Parameter or ValueKind.State or ValueKind.ParameterGradient) continue;
                var bytes = ImageLayout.Of(graph[id].Shape, halos.GetValueOrDefault(id)).Count * sizeof(float);
                pieces[storage[id.Index]] = pieces.TryGetValue(storage[id.Index], out var known)
                    ? new Piece(Math.Max(known.Bytes, bytes), known.First, step)
                    : new Piece(bytes, step, step);
            }
        }

        // What is filled from the data needs a place even where no node reads it, such as lengths in a network that does not ask for them.
        foreach (var value in graph.Values.Where(value => value.Kind is ValueKind.Input or ValueKind.Target))
            pieces.TryAdd(storage[value.Id.Index], new Piece(ImageLayout.Of(value.Shape, halos.GetValueOrDefault(value.Id)).Count * sizeof(float), 0, 0));
        return pieces;
    }

    private static bool IsOwn(Graph graph, IReadOnlyDictionary<ValueId, Halo> halos, int[] storage, int candidate) =>
        graph.Values.Any(v => storage[v.Id.Index] == candidate
            && (v.Kind is ValueKind.Input or ValueKind.Target or ValueKind.Output || graph.IsKept(v.Id) || halos.ContainsKey(v.Id)));
}
