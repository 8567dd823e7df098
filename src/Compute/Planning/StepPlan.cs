using TrainingService.Compute.Backends;

namespace TrainingService.Compute.Planning;

/// <summary>A step graph of the largest batch with its memory; smaller batches are compiled from <see cref="GraphFor"/> into the same memory.</summary>
/// <param name="Full">The graph of the largest batch.</param>
/// <param name="Memory">Its memory.</param>
/// <param name="GraphFor">The same graph for another batch.</param>
internal sealed record StepPlan(StepGraph Full, MemoryPlan Memory, Func<int, StepGraph> GraphFor)
{
    /// <summary>Plans a step for batches up to a size.</summary>
    public static StepPlan For(Func<int, StepGraph> graphFor, int batch, IKernelFactory kernels)
    {
        var full = graphFor(batch);
        return new StepPlan(full, MemoryPlan.For(full.Graph, kernels), graphFor);
    }
}
