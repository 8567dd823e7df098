namespace TrainingService.Contracts.Specs;

/// <summary>A score reported beside the loss.</summary>
public enum MetricKind
{
    /// <summary>Share of rows whose most probable class is the right one; for binary cross-entropy, share of outputs on the right side of 0.5.</summary>
    Accuracy,

    /// <summary>Counts of (true class, predicted class) pairs over the validation part each epoch and over the test part at the end.</summary>
    ConfusionMatrix,
}
