using TrainingService.Compute.Runtime;
using TrainingService.Compute.Specs;

namespace TrainingService.Compute.Training;

/// <summary>The share of weights that are exactly zero, among those with an L1 penalty.</summary>
internal static class Sparsity
{
    /// <summary>The share, or null when no weight has an L1 penalty.</summary>
    public static double? Of(RunPlan plan, ModelMemory memory)
    {
        var (zeros, all) = (0L, 0L);
        foreach (var parameter in plan.Network.Parameters)
        {
            if (!parameter.IsTrainable || !plan.Penalties.Of(parameter).IsSparse) continue;
            zeros += memory.Parameter(parameter).Count(0f);
            all += parameter.Count;
        }

        return all == 0 ? null : (double)zeros / all;
    }
}
