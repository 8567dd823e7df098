using TrainingService.Contracts.Runs;

namespace TrainingService.Worker.Runs;

/// <summary>How a training loop ended: with a result, with a failure, or (both null) because it was told to stop.</summary>
internal readonly record struct LoopEnd(RunResult? Result, RunFailure? Failure);
