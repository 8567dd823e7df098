namespace TrainingService.Contracts.Runs;

/// <summary>What is kept of a run on disk, as `GET /api/v1/runs/{id}/checkpoints` shows it.</summary>
/// <param name="Items">Checkpoints, the newest first. A run that has succeeded has none: its model stays.</param>
/// <param name="Model">The trained model, once the run has succeeded.</param>
public sealed record RunCheckpoints(IReadOnlyList<KeptCheckpoint> Items, KeptModel? Model);

/// <summary>A checkpoint that is kept.</summary>
/// <param name="Epoch">Epochs complete in it.</param>
/// <param name="Step">Training steps done in it.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="WrittenAt">When it was written, in UTC.</param>
/// <param name="Sha256">Of its content.</param>
/// <param name="IsCurrent">Whether the next attempt goes on from it.</param>
/// <param name="IsBest">Whether it closes the best epoch so far.</param>
public sealed record KeptCheckpoint(int Epoch, long Step, long Bytes, DateTime WrittenAt, string Sha256, bool IsCurrent, bool IsBest);

/// <summary>A trained model; its file is at `GET /api/v1/runs/{id}/weights`.</summary>
/// <param name="Epoch">The epoch whose weights it holds.</param>
/// <param name="Bytes">Size of the file.</param>
/// <param name="WeightsSha256">Hash of the weights.</param>
public sealed record KeptModel(int Epoch, long Bytes, string WeightsSha256);
