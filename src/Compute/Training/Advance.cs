using TrainingService.Contracts.Runs;

namespace TrainingService.Compute.Training;

/// <summary>What one call of <see cref="TrainingRun.Advance"/> did. Small enough that control returns within a fraction of a second.</summary>
public enum AdvanceKind
{
    /// <summary>One training step.</summary>
    Batch,

    /// <summary>A slice of the validation or test part.</summary>
    Evaluation,

    /// <summary>An epoch is complete, validation included; its metrics are in <see cref="Advance.Epoch"/>.</summary>
    EpochEnded,

    /// <summary>Training is over and the test part is scored; the result is in <see cref="Advance.Result"/>.</summary>
    Finished,

    /// <summary>The loss is no longer finite; the reason is in <see cref="Advance.Failure"/>. Nothing more can be done.</summary>
    Diverged,
}

/// <summary>The outcome of one portion of work.</summary>
/// <param name="Kind">What was done.</param>
/// <param name="Epoch">Set for <see cref="AdvanceKind.EpochEnded"/>.</param>
/// <param name="Result">Set for <see cref="AdvanceKind.Finished"/>.</param>
/// <param name="Failure">Set for <see cref="AdvanceKind.Diverged"/>.</param>
public readonly record struct Advance(AdvanceKind Kind, EpochReport? Epoch = null, RunResult? Result = null, RunFailure? Failure = null);

/// <summary>The metrics of one epoch.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Step">Training steps done by its end.</param>
/// <param name="Metrics">Values by name: `loss`, `accuracy`, `val_loss`, `val_accuracy`, `learning_rate`, `samples_per_second`, `epoch_seconds`.</param>
public sealed record EpochReport(int Epoch, long Step, IReadOnlyDictionary<string, double> Metrics);
