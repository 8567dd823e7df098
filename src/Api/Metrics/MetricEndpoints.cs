using Microsoft.AspNetCore.Http.HttpResults;
using TrainingService.Api.Problems;
using TrainingService.Contracts.Runs;
using TrainingService.Storage.History;

namespace TrainingService.Api.Metrics;

/// <summary>`/api/v1/runs/{id}/metrics` and `/api/v1/metrics`: courses of metrics, of one run or of many.</summary>
public static class MetricEndpoints
{
    private const string Thinning =
        "A series with more points in the range than `max_points` is thinned: of each of equal stretches its first, last, smallest and largest point and its "
        + "first that is no number stay, so that no peak is lost. The same points give the same answer every time.";

    /// <summary>Adds a run's metrics to the group of the runs.</summary>
    public static void MapMetrics(this RouteGroupBuilder runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        runs.MapGet("/{id:guid}/metrics", OfRunAsync).WithName("get_run_metrics").WithSummary("Gives the metric points of a run")
            .WithDescription(Thinning + " `from` and `to` choose a range, for more detail.").ProducesProblem(400).ProducesProblem(404);
    }

    /// <summary>Adds the metrics of many runs to the API's group.</summary>
    public static void MapOverlay(this RouteGroupBuilder api)
    {
        ArgumentNullException.ThrowIfNull(api);
        api.MapGet("/metrics", OverlayAsync).WithTags("Runs").WithName("overlay_metrics").WithSummary("Gives metrics of many runs over one axis")
            .WithDescription(Thinning + " Unknown runs and metrics without points are left out.").ProducesProblem(400);
    }

    private static async Task<Results<Ok<MetricHistory>, ProblemHttpResult>> OfRunAsync(
        Guid id, HttpRequest request, [AsParameters] MetricQuery given, IMetricHistory histories, CancellationToken cancellation)
    {
        var (query, problem) = MetricParameters.Read(request.Query, given, [id], MetricParameters.PointsOfRun);
        if (problem is not null) return problem;
        return await histories.OfRunAsync(query!, cancellation) is { } history ? TypedResults.Ok(history) : Problem.NoRun(id);
    }

    private static async Task<Results<Ok<MetricOverlay>, ProblemHttpResult>> OverlayAsync(
        HttpRequest request, string[]? ids, [AsParameters] MetricQuery given, IMetricHistory histories, CancellationToken cancellation)
    {
        var (runs, noIds) = MetricParameters.Ids(ids);
        if (noIds is not null) return noIds;
        var (query, problem) = MetricParameters.Read(request.Query, given, runs, MetricParameters.PointsOfMany, "ids");
        return problem is not null ? problem : TypedResults.Ok(await histories.OverlayAsync(query!, cancellation));
    }
}
