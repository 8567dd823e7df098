using TrainingService.Contracts.Validation;

namespace TrainingService.Datasets.Preparation;

/// <summary>What can be said of prepared data before it is prepared.</summary>
/// <param name="Training">Rows trained on.</param>
/// <param name="Validation">Rows validated on.</param>
/// <param name="Test">Rows tested on.</param>
/// <param name="Sample">The first row trained on, prepared; null when there is none.</param>
internal sealed record PreparedLook(int Training, int Validation, int Test, IReadOnlyList<SampleField>? Sample);
