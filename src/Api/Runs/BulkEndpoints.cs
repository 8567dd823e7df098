using Microsoft.AspNetCore.Http.HttpResults;
using TrainingService.Api.Problems;
using TrainingService.Contracts.Filters;
using TrainingService.Contracts.Runs;
using TrainingService.Storage.Runs;

namespace TrainingService.Api.Runs;

/// <summary>`POST /api/v1/runs/actions`: one action on many runs, with what became of each.</summary>
public static class BulkEndpoints
{
    /// <summary>Adds it to the group of the runs.</summary>
    public static void MapBulkActions(this RouteGroupBuilder runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        runs.MapPost("/actions", ActAsync).WithName("act_on_runs").WithSummary("Does one action on many runs")
            .WithDescription(
                $"On the runs of `ids`, or on all that match `filter` (newest first), at most {BulkAction.MaxRuns}. Each run is acted on by itself: `items` says what became of it, with the "
                + "status code that the action on this run alone would be answered with. Nothing is undone when some are refused.")
            .ProducesProblem(400);
    }

    private static async Task<Results<Ok<BulkActionResult>, ProblemHttpResult>> ActAsync(
        BulkAction bulk, RunActor actor, IRunStore store, TimeProvider time, CancellationToken cancellation)
    {
        var (ids, problem) = await RunsOfAsync(bulk, store, time, cancellation);
        if (ids is null) return problem!;
        var items = new List<BulkActionItem>();
        foreach (var id in ids.Distinct()) items.Add(await ActOnAsync(id, bulk.Action, actor, cancellation));
        var accepted = items.Count(item => item.Error is null);
        return TypedResults.Ok(new BulkActionResult(bulk.Action, accepted, items.Count - accepted, items));
    }

    private static async Task<(IReadOnlyList<Guid>? Ids, ProblemHttpResult? Problem)> RunsOfAsync(
        BulkAction bulk, IRunStore store, TimeProvider time, CancellationToken cancellation)
    {
        if (bulk.Filter is null == bulk.Ids is null) return (null, Problem.Parameter("ids", "either ids or filter says which runs are meant.", "one of the two"));
        if (bulk.Filter is { } text)
        {
            var (filter, errors) = RunFilter.Parse(text, time.GetUtcNow().UtcDateTime);
            return filter is null ? (null, FilterProblems.Of("filter", text, errors)) : (await store.MatchAsync(filter, BulkAction.MaxRuns, cancellation), null);
        }

        return bulk.Ids is { Count: > 0 and <= BulkAction.MaxRuns } ids
            ? (ids, null)
            : (null, Problem.Parameter("ids", $"{bulk.Ids!.Count} runs are named.", $"1 to {BulkAction.MaxRuns} ids of runs"));
    }

    private static async Task<BulkActionItem> ActOnAsync(Guid id, RunAction action, RunActor actor, CancellationToken cancellation)
    {
        if (action is RunAction.Reproduce)
        {
            var (made, refused) = await actor.ReproduceAsync(id, cancellation);
            return made is null
                ? new BulkActionItem(id, refused!.StatusCode, null, null, refused.ProblemDetails.Detail)
                : new BulkActionItem(id, StatusCodes.Status202Accepted, RunState.Succeeded, made.Id, null);
        }

        var (run, result) = await actor.ActAsync(id, action, cancellation);
        if (ActionEndpoints.ProblemOf(id, action, run, result) is { } problem)
        {
            return new BulkActionItem(id, problem.StatusCode, run?.State, null, problem.ProblemDetails.Detail);
        }

        var status = run is null ? StatusCodes.Status204NoContent
            : run.State is RunState.Pausing or RunState.Stopping or RunState.Cancelling ? StatusCodes.Status202Accepted
            : StatusCodes.Status200OK;
        return new BulkActionItem(id, status, run?.State, null, null);
    }
}
