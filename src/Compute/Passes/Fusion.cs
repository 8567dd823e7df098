using TrainingService.Compute.Graphs;

namespace TrainingService.Compute.Passes;

/// <summary>All passes that fold operations into each other, in their order.</summary>
internal static class Fusion
{
    /// <summary>The same results with fewer operations.</summary>
    public static Graph Apply(Graph graph) =>
        WeightGradientsLast.Apply(AdditionFusion.Apply(BiasGradientFusion.Apply(ActivationFusion.Apply(UnusedViews.Remove(graph)))));
}
