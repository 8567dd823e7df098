using TrainingService.Contracts.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using TrainingService.Api.Problems;
using TrainingService.Contracts.Runs;
using TrainingService.Storage.Runs;

namespace TrainingService.Api.Runs;

/// <summary>`POST /api/v1/runs/{id}/pause` and its like: what people do to one run.</summary>
public static class ActionEndpoints
{
    /// <summary>Adds the actions to the group of the runs.</summary>
    public static void MapActions(this RouteGroupBuilder runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        Map(runs, RunAction.Pause, "Pauses a run", "Its worker writes a checkpoint and is free for others (202); a run that waits is paused at once (200).");
        Map(runs, RunAction.Resume, "Resumes a paused run", "It waits for a worker and goes on from its checkpoint; the result is the same to the bit as without the pause.");
        Map(
            runs, RunAction.Stop, "Ends a run with what it has",
            "The batch at hand is finished, what there is of the epoch is scored, the best weights are kept (where `early_stopping` keeps them, else the last), and the run "
            + "succeeds with `stop_reason` \"stopped\". A run that waits needs a checkpoint to be stopped.");
        Map(runs, RunAction.Cancel, "Cancels a run", "A run that waits or is paused is cancelled at once (200), a running one when its worker has let go, within two seconds (202).");
        Map(runs, RunAction.Retry, "Tries a failed or cancelled run again", "Another attempt at the same run, from its last checkpoint.");
        runs.MapPost("/{id:guid}/reproduce", ReproduceAsync).WithName("reproduce_run").WithSummary("Submits a run again to see whether its bits come out the same")
            .WithDescription("Makes a new run of the same spec, dataset version and seed. Its `reproduces.same` says, once it has succeeded, whether its weights are the same to the bit.")
            .ProducesProblem(404).ProducesProblem(409);
        runs.MapDelete("/{id:guid}", DeleteAsync).WithName("delete_run").WithSummary("Deletes a run that has ended")
            .WithDescription("With its metrics, events, logs and files. It is gone from every list at once; large ones are removed from the disk in the background.")
            .ProducesProblem(404).ProducesProblem(409);
    }

    private static void Map(RouteGroupBuilder runs, RunAction action, string summary, string description)
    {
        var name = WireNames.Of(action);
        runs.MapPost($"/{{id:guid}}/{name}", (Guid id, RunActor actor, HttpResponse response, CancellationToken cancellation) => ActAsync(id, action, actor, response, cancellation))
            .WithName($"{name}_run").WithSummary(summary).WithDescription($"{description} Repeating it is harmless.").ProducesProblem(404).ProducesProblem(409);
    }

    private static async Task<Results<Ok<RunResource>, Accepted<RunResource>, ProblemHttpResult>> ActAsync(
        Guid id, RunAction action, RunActor actor, HttpResponse response, CancellationToken cancellation)
    {
        var (run, result) = await actor.ActAsync(id, action, cancellation);
        if (ProblemOf(id, action, run, result) is { } problem) return problem;
        response.Headers.ETag = RunHeaders.ETag(run!);
        return run!.State is RunState.Pausing or RunState.Stopping or RunState.Cancelling
            ? TypedResults.Accepted(RunHeaders.Location(run.Id), run)
            : TypedResults.Ok(run);
    }

    private static async Task<Results<Accepted<RunResource>, ProblemHttpResult>> ReproduceAsync(
        Guid id, RunActor actor, HttpResponse response, CancellationToken cancellation)
    {
        var (made, problem) = await actor.ReproduceAsync(id, cancellation);
        if (made is null) return problem!;
        response.Headers.ETag = RunHeaders.ETag(made);
        return TypedResults.Accepted(RunHeaders.Location(made.Id), made);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(Guid id, RunActor actor, CancellationToken cancellation)
    {
        var (run, result) = await actor.ActAsync(id, RunAction.Delete, cancellation);
        return ProblemOf(id, RunAction.Delete, run, result) is { } problem ? problem : TypedResults.NoContent();
    }

    /// <summary>What to answer when an action was not done; null when it was.</summary>
    internal static ProblemHttpResult? ProblemOf(Guid id, RunAction action, RunResource? run, ActionResult result) => result switch
    {
        ActionResult.NotFound => Problem.NoRun(id),
        ActionResult.NotAllowed => Problem.NotFrom(run!.State, WireNames.Of(action), RunActions.AllowedFrom(action)),
        ActionResult.NothingToKeep => Problem.Of(
            StatusCodes.Status409Conflict, "Not possible in this state",
            "The run has no checkpoint yet, so a stop would have nothing to keep. Cancel it, or stop it once it has trained for a while."),
        _ => null,
    };
}
