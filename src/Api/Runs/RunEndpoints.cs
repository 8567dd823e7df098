using Microsoft.AspNetCore.Http.HttpResults;
using TrainingService.Api.Comparison;
using TrainingService.Api.Metrics;
using TrainingService.Api.Problems;
using TrainingService.Contracts.Filters;
using TrainingService.Contracts.Runs;
using TrainingService.Storage.Queue;
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
        runs.MapGet("/fields", FieldsAsync).WithName("list_run_fields").WithSummary("Lists what filters and sorts can name");
        runs.MapMetrics();
        runs.MapComparison();
        runs.MapProfile();
        runs.MapActions();
        runs.MapBulkActions();
        runs.MapPatch();
        runs.MapLogs();
        runs.MapEvents();
        runs.MapListEvents();
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

    private static async Task<Ok<RunFieldList>> FieldsAsync(IRunStore store, CancellationToken cancellation) =>
        TypedResults.Ok(await store.FieldsAsync(cancellation));

    private static async Task<Results<Ok<RunResource>, ProblemHttpResult>> FindAsync(
        Guid id, IRunStore store, IRunQueueReader queue, HttpResponse response, CancellationToken cancellation)
    {
        if (await store.FindAsync(id, cancellation) is not { } run) return Problem.NoRun(id);
        if (run.State is RunState.Queued) run = run with { Queue = await queue.PlaceAsync(id, cancellation) };
        response.Headers.ETag = RunHeaders.ETag(run);
        return TypedResults.Ok(run);
    }
}
