using System.Text.Json;
using TrainingService.Contracts.Json;
using TrainingService.Contracts.Runs;
using TrainingService.Storage.Model;

namespace TrainingService.Storage.Runs;

/// <summary>Rows as the wire shows them.</summary>
internal static class RunRows
{
    public static RunResource ToResource(this RunRow row) => new()
    {
        Id = row.Id,
        Name = row.Name,
        State = row.State,
        Failure = row.Failure(),
        Spec = Read<JsonElement>(row.SpecJson),
        SpecSha256 = row.SpecSha256,
        Dataset = row.Dataset,
        DatasetVersion = row.DatasetVersion,
        Tags = Read<string[]>(row.TagsJson),
        CreatedAt = row.CreatedAt,
        StartedAt = row.StartedAt,
        FinishedAt = row.FinishedAt,
        Attempt = row.Attempt,
        Worker = row.Worker,
        Progress = row.ProgressJson is null ? null : Read<RunProgress>(row.ProgressJson),
        Metrics = Read<Dictionary<string, MetricSummary>>(row.MetricsJson),
        Result = row.ResultJson is null ? null : Read<RunResult>(row.ResultJson),
        LastSeq = row.LastSeq,
        Version = row.Version,
    };

    public static RunFailure? Failure(this RunRow row) =>
        row.FailureCode is null ? null : new RunFailure(row.FailureCode, row.FailureDetail ?? "");

    public static CheckpointPointer? Checkpoint(this RunRow row) =>
        row is { CheckpointPath: { } path, CheckpointSha256: { } sha, CheckpointEpoch: { } epoch, CheckpointStep: { } step }
            ? new CheckpointPointer(path, sha, epoch, step)
            : null;

    public static T Read<T>(string json) =>
        JsonSerializer.Deserialize<T>(json, ContractsJson.Options) ?? throw new JsonException($"A stored {typeof(T).Name} is null.");

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, ContractsJson.Options);
}
