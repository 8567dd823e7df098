namespace TrainingService.Compute.Runtime;

/// <summary>What a batch gave for one objective; valid until the next batch. A row is a row of data, or a position for labels per position.</summary>
internal readonly unsafe ref struct BatchResult(
    ReadOnlySpan<float> losses, ReadOnlySpan<int> predictions, ReadOnlySpan<float> outputs, IntPtr targets, int targetCount, bool hasLabels)
{
    /// <summary>Loss of each row.</summary>
    public ReadOnlySpan<float> Losses { get; } = losses;

    /// <summary>Prediction of each row, as the loss op says.</summary>
    public ReadOnlySpan<int> Predictions { get; } = predictions;

    /// <summary>The network's outputs as the loss took them, [rows, n].</summary>
    public ReadOnlySpan<float> Outputs { get; } = outputs;

    /// <summary>Whether targets are labels.</summary>
    public bool HasLabels { get; } = hasLabels;

    /// <summary>Labels of the rows, for targets that are labels, else empty; -1 is not to be counted.</summary>
    public ReadOnlySpan<int> Labels => HasLabels ? new((void*)targets, targetCount) : [];

    /// <summary>Target numbers [rows, n], scaled as the network saw them, for targets that are numbers.</summary>
    public ReadOnlySpan<float> Targets => HasLabels ? [] : new((void*)targets, targetCount);
}
