using Microsoft.AspNetCore.Http.HttpResults;
using TrainingService.Api.Problems;
using TrainingService.Contracts.Runs;
using TrainingService.Storage.Models;
using TrainingService.Storage.Runs;

namespace TrainingService.Api.Models;

/// <summary>`/api/v1/runs/{id}/weights` and `…/predict`: the trained model, to take along or to ask.</summary>
public static class ModelEndpoints
{
    /// <summary>Adds both to the API's group.</summary>
    public static void MapModels(this RouteGroupBuilder api)
    {
        ArgumentNullException.ThrowIfNull(api);
        var runs = api.MapGroup("/runs").WithTags("Models");
        runs.MapGet("/{id:guid}/weights", WeightsAsync).WithName("get_weights").WithSummary("Downloads a run's weights")
            .WithDescription(
                "The safetensors format: float32 tensors named after their layers (`layers.0.kernel`), in the layouts that the reference describes; its "
                + "metadata hold the spec, the data's schema and the fitted preprocessing. Ranges may be asked for; the ETag is the hash of the weights.")
            .Produces(200, contentType: "application/octet-stream").ProducesProblem(404).ProducesProblem(409);
        runs.MapPrediction();
        runs.MapSamples();
        runs.MapCheckpoints();
    }

    private static async Task<Results<FileStreamHttpResult, ProblemHttpResult>> WeightsAsync(
        Guid id, IRunStore store, ModelFiles models, CancellationToken cancellation)
    {
        var (run, problem) = await FindTrainedAsync(id, store, cancellation);
        if (problem is not null) return problem;
        var hash = run!.Result!.WeightsSha256;
        return models.Open(id, hash) is { } file
            ? TypedResults.Stream(file, "application/octet-stream", $"{id}.safetensors", entityTag: new($"\"{hash}\""), enableRangeProcessing: true)
            : Missing(id);
    }

    /// <summary>A run that has a model, or why it has none.</summary>
    internal static async Task<(RunResource? Run, ProblemHttpResult? Problem)> FindTrainedAsync(Guid id, IRunStore store, CancellationToken cancellation)
    {
        if (await store.FindAsync(id, cancellation) is not { } run) return (null, Problem.NoRun(id));
        return run.Result is null ? (null, Problem.NotFrom(run.State, "using its model", [RunState.Succeeded])) : (run, null);
    }

    /// <summary>The run has succeeded but its model's file is gone.</summary>
    internal static ProblemHttpResult Missing(Guid id) => Problem.NotFound(
        $"model file of run {id}", "It was trained by an earlier version, or the data folder is not the one its worker wrote to; train it again.");
}
