using TrainingService.Compute.Networks;
using TrainingService.Compute.Specs.Layers;
using TrainingService.Contracts.Specs;
using TrainingService.Contracts.Validation;

namespace TrainingService.Compute.Specs;

/// <summary>Finds batch normalization that would have a single value per channel in every batch, and so turn everything to 0.</summary>
internal static class BatchNormCheck
{
    /// <summary>Reports batches of one row where rows have one position.</summary>
    public static void Run(RunSpec spec, Network network, ICollection<SpecError> errors)
    {
        if (spec.Training?.BatchSize.Rows != 1) return;
        if (network.Layers.FirstOrDefault(layer => layer.Builder is BatchNormBuilder && layer.OutputShape.Count == 1) is not { } found) return;
        errors.Add(new SpecError(
            "#/training/batch_size",
            "conflict",
            $"With batches of one row, layer {found.Index} (batch_norm on {Shapes.Text(found.OutputShape)}) has one value per feature to take a mean and variance of.",
            "a batch_size of at least 2, or layer_norm in its place"));
    }
}
