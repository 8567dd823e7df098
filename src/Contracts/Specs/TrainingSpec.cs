using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace TrainingService.Contracts.Specs;

/// <summary>How long and in what portions to train.</summary>
public sealed record TrainingSpec
{
    /// <summary>Passes over the training part, at most. Default 10.</summary>
    [Range(1, 1_000_000)]
    [DefaultValue(10)]
    public int Epochs { get; init; } = 10;

    /// <summary>Rows per step: a number (1 is stochastic, N mini-batch gradient descent) or "full" for the whole training part. Default 32.</summary>
    public BatchSize BatchSize { get; init; } = new(32);

    /// <summary>
    /// Batches whose gradients are averaged, row by row, before the weights change: trains as with a batch of accumulation · batch_size rows in the memory of
    /// one batch. The last group of an epoch may be smaller. Default 1.
    /// </summary>
    [Range(1, 1_000_000)]
    [DefaultValue(1)]
    public int Accumulation { get; init; } = 1;

    /// <summary>Stop when a score no longer improves. Default: train all epochs.</summary>
    public EarlyStoppingSpec? EarlyStopping { get; init; }
}
