using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using TrainingService.Api.Metrics;
using TrainingService.Api.Problems;
using TrainingService.Api.Runs;
using TrainingService.Contracts.Runs;
using TrainingService.Storage.Runs;

namespace TrainingService.Api.Comparison;

/// <summary>`GET /api/v1/runs/compare`: runs side by side, as JSON or as a table.</summary>
public static class ComparisonEndpoints
{
    private static readonly string[] Names = ["ids", "filter", "params", "format"];

    /// <summary>Adds it to the group of the runs.</summary>
    public static void MapComparison(this RouteGroupBuilder runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        runs.MapGet("/compare", CompareAsync).WithName("compare_runs").WithSummary("Puts runs side by side")
            .WithDescription(
                $"Up to {MetricParameters.MaxRuns} runs by `ids`, or those that match a `filter`, newest first: the parameters that differ (`params=all` for all), last, best, "
                + "smallest and largest value of each metric, mean and deviation over runs that differ only in seeds, confusion matrices. `format=csv` gives a table, one row per run. "
                + "Curves of the same runs over one axis: `GET /api/v1/metrics`.")
            .Produces<RunComparison>().Produces<string>(200, "text/csv").ProducesProblem(400).ProducesProblem(404);
    }

    private static async Task<Results<Ok<RunComparison>, FileContentHttpResult, ProblemHttpResult>> CompareAsync(
        HttpRequest request,
        IRunStore store,
        TimeProvider time,
        string[]? ids,
        string? filter,
        [FromQuery(Name = "params")] string? parameters,
        string? format,
        CancellationToken cancellation)
    {
        if (Problem.UnknownParameter(request.Query, Names) is { } unknown) return unknown;
        if (parameters is not (null or "differing" or "all")) return Problem.Parameter("params", $"\"{parameters}\" is not allowed.", "differing or all");
        if (format is not (null or "json" or "csv")) return Problem.Parameter("format", $"\"{format}\" is not allowed.", "json or csv");
        var (chosen, problem) = await ChosenRuns.ReadAsync(store, ids, filter, time.GetUtcNow().UtcDateTime, cancellation);
        if (problem is not null) return problem;

        var runs = await store.FindAllAsync(chosen!, cancellation);
        if (runs.Contains(null)) return Problem.NoRun(chosen![runs.ToList().IndexOf(null)]);
        var comparison = Comparer.Compare([.. runs.OfType<RunResource>()], parameters == "all");
        if (format != "csv") return TypedResults.Ok(comparison);
        await using var text = new StringWriter();
        await ComparisonCsv.WriteAsync(comparison, text);
        return TypedResults.File(Encoding.UTF8.GetBytes(text.ToString()), "text/csv; charset=utf-8", "runs.csv");
    }
}
