using TrainingService.Contracts.Datasets;

namespace TrainingService.Compute.Data;

/// <summary>All that building a network needs to know of its data.</summary>
/// <param name="InputShape">Shape of one row without the batch: [height, width, channels] or [features].</param>
/// <param name="Target">Whether classes or numbers are predicted.</param>
/// <param name="TargetSize">Number of classes, or numbers per row.</param>
public sealed record DataSchema(IReadOnlyList<int> InputShape, TargetKind Target, int TargetSize)
{
    /// <summary>Values in one row of input.</summary>
    public int FeatureCount => InputShape.Aggregate(1, (product, size) => product * size);
}
