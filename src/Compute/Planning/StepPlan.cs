using TrainingService.Compute.Backends;

namespace TrainingService.Compute.Planning;

/// <summary>A step planned for every batch size that will occur, all in the same memory.</summary>
/// <param name="Full">The graph of the largest batch.</param>
/// <param name="Memory">Memory that serves every one of the batch sizes.</param>
/// <param name="Graphs">The same graph for each batch size.</param>
internal sealed record StepPlan(StepGraph Full, MemoryPlan Memory, IReadOnlyDictionary<int, StepGraph> Graphs)
{
    /// <summary>Plans a step.</summary>
    /// <param name="graphFor">Makes the graph of a batch size; all have the same nodes.</param>
    /// <param name="batches">The batch sizes that will occur.</param>
    /// <param name="kernels">What the nodes will be executed by.</param>
    public static StepPlan For(Func<int, StepGraph> graphFor, IEnumerable<int> batches, IKernelFactory kernels)
    {
        var graphs = batches.Where(rows => rows > 0).Distinct().ToDictionary(rows => rows, graphFor);
        var full = graphs[graphs.Keys.Max()];
        var memory = MemoryPlan.For(full.Graph, kernels);
        foreach (var graph in graphs.Values.Where(graph => graph != full)) memory = Extend(memory, graph, kernels);
        return new StepPlan(full, memory, graphs);
    }

    /// <summary>Values of a smaller batch fit where those of the larger lie; scratch does not follow that rule, as kernels split small work differently.</summary>
    private static MemoryPlan Extend(MemoryPlan memory, StepGraph smaller, IKernelFactory kernels)
    {
        var own = MemoryPlan.For(smaller.Graph, kernels);
        if (own.Places.Zip(memory.Places).Any(pair => pair.First.Halo != pair.Second.Halo))
            throw new InvalidOperationException("A kernel wants another halo for a smaller batch.");
        return memory with
        {
            ScratchBytes = Math.Max(memory.ScratchBytes, own.ScratchBytes),
            Packings = [.. memory.Packings.Union(own.Packings)],
        };
    }
}
