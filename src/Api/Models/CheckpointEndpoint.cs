using Microsoft.AspNetCore.Http.HttpResults;
using TrainingService.Api.Problems;
using TrainingService.Contracts.Runs;
using TrainingService.Storage.Checkpoints;
using TrainingService.Storage.Models;
using TrainingService.Storage.Runs;

namespace TrainingService.Api.Models;

/// <summary>`GET /api/v1/runs/{id}/checkpoints`: what is kept of a run.</summary>
internal static class CheckpointEndpoint
{
    /// <summary>Adds it to the group of the runs.</summary>
    public static void MapCheckpoints(this RouteGroupBuilder runs) =>
        runs.MapGet("/{id:guid}/checkpoints", ListAsync).WithName("list_run_checkpoints").WithSummary("Lists what is kept of a run: checkpoints and model")
            .WithDescription("While a run is on its way the newest checkpoints and that of the best epoch; of a run that has succeeded its model.").ProducesProblem(404);

    private static async Task<Results<Ok<RunCheckpoints>, ProblemHttpResult>> ListAsync(
        Guid id, IRunStore store, CheckpointFiles files, ModelFiles models, CancellationToken cancellation)
    {
        if (await store.FindAsync(id, cancellation) is not { } run) return Problem.NoRun(id);
        var (current, best) = await store.CheckpointPathsAsync(id, cancellation);
        KeptCheckpoint[] kept = [.. files.Of(id).Select(file => new KeptCheckpoint(
            file.Pointer.Epoch, file.Pointer.Step, file.Bytes, file.WrittenAt, file.Pointer.Sha256, file.Pointer.Path == current, file.Pointer.Path == best))];
        return TypedResults.Ok(new RunCheckpoints(kept, run.Result is { } result ? ModelOf(id, result, models) : null));
    }

    private static KeptModel? ModelOf(Guid id, RunResult result, ModelFiles models)
    {
        using var file = models.Open(id, result.WeightsSha256);
        return file is null ? null : new KeptModel(result.BestEpoch, file.Length, result.WeightsSha256);
    }
}
