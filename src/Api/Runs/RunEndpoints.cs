using Microsoft.AspNetCore.Http.HttpResults;
using TrainingService.Api.Comparison;
using TrainingService.Api.Metrics;
using TrainingService.Api.Problems;
using TrainingService.Contracts.Runs;
using TrainingService.Storage.Runs;

namespace TrainingService.Api.Runs;

/// <summary>`/api/v1/runs`: reading runs and steering them.</summary>
public static class RunEndpoints
{
    /// <summary>Adds the resource to the API's group.</summary>
    public static void MapRuns(this RouteGroupBuilder api)
    {
        ArgumentNullException.ThrowIfNull(api);
        var runs = api.MapGroup("/runs").WithTags("Runs");
        runs.MapSubmission();
        runs.MapGet("/", ListAsync).WithName("list_runs").WithSummary("Lists runs by filter and order, newest first")
            .ProducesProblem(400);
        runs.MapGet("/{id:guid}", FindAsync).WithName("get_run").WithSummary("Shows a run")
            .WithDescription("The ETag is the resource's version. It does not change with progress.").ProducesProblem(404);
        runs.MapMetrics();
        runs.MapComparison();
        runs.MapPost("/{id:guid}/cancel", CancelAsync).WithName("cancel_run").WithSummary("Cancels a run")
            .WithDescription("A queued run is cancelled at once (200), a running one when its worker has let go, within seconds (202). Repeating it is harmless.")
            .ProducesProblem(404).ProducesProblem(409);
        runs.MapProfile();
        runs.MapEvents();
    }

    private static async Task<Results<Ok<Page<RunResource>>, ProblemHttpResult>> ListAsync(
        HttpRequest request, IRunStore store, TimeProvider time, [AsParameters] RunListQuery given, CancellationToken cancellation)
    {
        var (query, problem) = RunListParameters.Read(request.Query, given, time.GetUtcNow().UtcDateTime);
        if (problem is not null) return problem;
        try
        {
            return TypedResults.Ok(await store.ListAsync(query!, cancellation));
        }
        catch (FormatException exception)
        {
            return Problem.Parameter("cursor", exception.Message, "next_cursor of the page before, unchanged; none for the first page");
        }
    }

    private static async Task<Results<Ok<RunResource>, ProblemHttpResult>> FindAsync(
        Guid id, IRunStore store, HttpResponse response, CancellationToken cancellation)
    {
        if (await store.FindAsync(id, cancellation) is not { } run) return Problem.NoRun(id);
        response.Headers.ETag = RunHeaders.ETag(run);
        return TypedResults.Ok(run);
    }

    private static async Task<Results<Ok<RunResource>, Accepted<RunResource>, ProblemHttpResult>> CancelAsync(
        Guid id, IRunStore store, HttpResponse response, CancellationToken cancellation)
    {
        var (run, accepted) = await store.CancelAsync(id, cancellation);
        if (run is null) return Problem.NoRun(id);
        if (!accepted) return Problem.NotFrom(run.State, "cancel", [RunState.Queued, RunState.Running]);
        response.Headers.ETag = RunHeaders.ETag(run);
        return run.State == RunState.Cancelled ? TypedResults.Ok(run) : TypedResults.Accepted(RunHeaders.Location(run.Id), run);
    }
}
