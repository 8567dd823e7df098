namespace TrainingService.Datasets.Uploads.Sessions;

/// <summary>
/// `upload.json` in an upload's folder: what was said when it was begun. How much is there is told by the length of the data beside it.
/// </summary>
internal sealed record SessionFile
{
    public const string FileName = "upload.json";

    public required long Length { get; init; }

    public required string Name { get; init; }

    public string? Part { get; init; }

    public required string Metadata { get; init; }
}
