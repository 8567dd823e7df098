namespace TrainingService.Api.Datasets.Uploads;

/// <summary>
/// Marks an endpoint whose body is a form with files or a <see cref="Contracts.Datasets.VersionRequest"/>, for the API's description.
/// </summary>
internal sealed record DescribedUpload;
