using System.Text.Json;
using TrainingService.Contracts.Json;
using TrainingService.Contracts.Runs;
using TrainingService.Storage.Model;

namespace TrainingService.Storage.Runs;

/// <summary>Rows as the wire shows them.</summary>
internal static class RunRows
{
    public static RunResource ToResource(this RunRow row)
    {
        var result = row.ResultJson is null ? null : Read<RunResult>(row.ResultJson);
        return new RunResource
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
            Owner = row.Owner,
            Priority = row.Priority,
            Notes = row.Notes,
            Reproduces = Reproduction(row, result),
            Actions = RunActions.AllowedIn(row.State, row.CheckpointStep is not null),
            CreatedAt = row.CreatedAt,
            StartedAt = row.StartedAt,
            FinishedAt = row.FinishedAt,
            Attempt = row.Attempt,
            Worker = row.Worker,
            Checkpoint = row.Checkpoint() is { } checkpoint ? new CheckpointInfo(checkpoint.Epoch, checkpoint.Step) : null,
            Progress = row.ProgressJson is null ? null : Read<RunProgress>(row.ProgressJson),
            Metrics = Read<Dictionary<string, MetricSummary>>(row.MetricsJson),
            Result = result,
            LastSeq = row.LastSeq,
            Version = row.Version,
            Revision = row.Revision,
        };
    }

    public static RunFailure? Failure(this RunRow row) =>
        row.FailureCode is null ? null : new RunFailure(row.FailureCode, row.FailureDetail ?? "");

    public static CheckpointPointer? Checkpoint(this RunRow row) =>
        row is { CheckpointPath: { } path, CheckpointSha256: { } sha, CheckpointEpoch: { } epoch, CheckpointStep: { } step }
            ? new CheckpointPointer(path, sha, epoch, step)
            : null;

    private static Reproduction? Reproduction(RunRow row, RunResult? result)
    {
        if (row is not { ReproducesRunId: { } id, ExpectedWeightsSha256: { } expected }) return null;
        if (result is null) return new Reproduction(id, expected, null, null);
        if (result.WeightsSha256 == expected) return new Reproduction(id, expected, true, "The weights are the same to the bit.");
        var detail = result.Device == row.ExpectedDevice
            ? "The weights differ although both were trained by the same kind of kernels: the service's version may have changed in between."
            : $"The weights differ. That run was trained on {row.ExpectedDevice}, this one on {result.Device}: between instruction sets the last bits differ.";
        return new Reproduction(id, expected, false, detail);
    }

    public static T Read<T>(string json) =>
        JsonSerializer.Deserialize<T>(json, ContractsJson.Options) ?? throw new JsonException($"A stored {typeof(T).Name} is null.");

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, ContractsJson.Options);
}
