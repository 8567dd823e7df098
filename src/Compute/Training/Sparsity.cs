using TrainingService.Compute.Runtime;
using TrainingService.Compute.Specs;
using TrainingService.Contracts.Runs;

namespace TrainingService.Compute.Training;

/// <summary>The share of weights that are exactly zero, among those with an L1 penalty.</summary>
internal static class Sparsity
{
    /// <summary>The share over all of them, or null when no weight has an L1 penalty.</summary>
    public static double? Of(RunPlan plan, ModelMemory memory)
    {
        var (zeros, all) = (0L, 0L);
        foreach (var parameter in plan.Network.Parameters)
        {
            if (!IsSparse(plan, parameter)) continue;
            zeros += memory.Parameter(parameter).Count(0f);
            all += parameter.Count;
        }

        return all == 0 ? null : (double)zeros / all;
    }

    /// <summary>The share in each layer that has such weights; null when none has.</summary>
    public static IReadOnlyList<LayerSparsity>? ByLayer(RunPlan plan, ModelMemory memory)
    {
        LayerSparsity[] layers =
        [
            .. plan.Network.Parameters.Where(parameter => IsSparse(plan, parameter)).GroupBy(parameter => parameter.Layer).Select(group =>
            {
                var all = group.Sum(parameter => parameter.Count);
                return new LayerSparsity(group.Key, (double)group.Sum(parameter => (long)memory.Parameter(parameter).Count(0f)) / all, all);
            }),
        ];
        return layers.Length == 0 ? null : layers;
    }

    private static bool IsSparse(RunPlan plan, Networks.ParameterInfo parameter) => parameter.IsTrainable && plan.Penalties.Of(parameter).IsSparse;
}
