using TrainingService.Compute.Backends;
using TrainingService.Compute.Inference.Stepwise;
using TrainingService.Compute.Networks;
using TrainingService.Compute.Planning;

namespace TrainingService.Compute.Inference;

/// <summary>The plans of a network that is asked: whole, and step by step where it writes sequences and that can be done.</summary>
internal sealed record PredictionPlan(StepPlan Whole, StepwisePlan? Steps)
{
    /// <summary>Plans a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="decoderField">The input whose tokens it goes on with; -1 for networks that do not write.</param>
    /// <param name="kernels">What executes it.</param>
    public static PredictionPlan For(Network network, int decoderField, IKernelFactory kernels) => new(
        StepPlan.For(rows => StepGraph.BuildForward(network, rows), Sizes(), kernels),
        decoderField < 0 ? null : StepwisePlan.For(network, decoderField, Sizes(), kernels));

    /// <summary>Weight copies of all plans.</summary>
    public IReadOnlyList<PackedWeights> Packings => [.. Memories.SelectMany(memory => memory.Packings).Distinct()];

    /// <summary>Arena that serves all plans.</summary>
    public long ArenaBytes => Memories.Max(memory => memory.ArenaBytes);

    /// <summary>Scratch that serves all plans.</summary>
    public long ScratchBytes => Memories.Max(memory => memory.ScratchBytes);

    private IEnumerable<MemoryPlan> Memories => [Whole.Memory, .. Steps?.All.Select(plan => plan.Memory) ?? []];

    /// <summary>Bytes that will be allocated, parameters included.</summary>
    public long Bytes(ParameterLayout parameters) => (parameters.Count * sizeof(float)) + Packings.Sum(packing => ArenaPlanner.Padded(packing.Count * sizeof(float)))
        + ArenaBytes + ScratchBytes + Memories.Sum(memory => memory.OwnBytes);

    /// <summary>Powers of two make up any number of rows from a few compiled sizes.</summary>
    private static IEnumerable<int> Sizes()
    {
        for (var size = Predictor.LargestBatch; size >= 1; size /= 2) yield return size;
    }
}
