namespace TrainingService.Compute.Data;

/// <summary>A whole dataset in memory: what a run trains and tests on.</summary>
/// <param name="Description">Its schema and size.</param>
/// <param name="Training">Rows to train on (and to hold validation rows out of).</param>
/// <param name="Test">Rows for the final score.</param>
public sealed record Dataset(DataDescription Description, DataPart Training, DataPart Test);
