using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using TrainingService.Api.Problems;
using TrainingService.Contracts.Json;
using TrainingService.Contracts.Reading.Names;
using TrainingService.Contracts.Runs;
using TrainingService.Storage.Logs;
using TrainingService.Storage.Runs;

namespace TrainingService.Api.Runs;

/// <summary>`GET /api/v1/runs/{id}/logs` and `.../transitions`: what happened to a run, in words.</summary>
public static class RunLogEndpoints
{
    private const int DefaultLimit = 200;
    private const int MaxLimit = 1000;

    /// <summary>Adds both to the group of the runs.</summary>
    public static void MapLogs(this RouteGroupBuilder runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        runs.MapGet("/{id:guid}/logs", LogsAsync).WithName("get_run_logs").WithSummary("Gives lines of a run's log")
            .WithDescription(
                "In order, from `after_seq` on, at least as grave as `level` (debug, information, warning, error; default information), containing `q` in whatever case. "
                + "They are events of the run's feed as well, where they come live.")
            .ProducesProblem(400).ProducesProblem(404);
        runs.MapGet("/{id:guid}/transitions", TransitionsAsync).WithName("get_run_transitions").WithSummary("Gives every change of a run's state")
            .WithDescription("When, from what to what, by whom and why.").ProducesProblem(404);
    }

    private static async Task<Results<Ok<RunLogPage>, ProblemHttpResult>> LogsAsync(
        Guid id, string? after_seq, string? limit, string? level, string? q, IRunLogs logs, CancellationToken cancellation)
    {
        var after = 0L;
        if (after_seq is not null && !long.TryParse(after_seq, NumberStyles.None, CultureInfo.InvariantCulture, out after))
        {
            return Problem.Parameter("after_seq", $"\"{after_seq}\" is not the number of an event.", "an integer, 0 or more");
        }

        var count = DefaultLimit;
        if (limit is not null && (!int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out count) || count is < 1 or > MaxLimit))
        {
            return Problem.Parameter("limit", $"\"{limit}\" is not allowed.", $"an integer from 1 to {MaxLimit}");
        }

        var levels = WireNames.All<RunLogLevel>();
        var least = RunLogLevel.Information;
        if (level is not null && !levels.TryGetValue(level, out least))
        {
            return Problem.Parameter("level", $"\"{level}\" is not a level.", $"one of {string.Join(", ", [.. levels.Keys])}", Suggest.Nearest(level, [.. levels.Keys]));
        }

        return await logs.ReadAsync(id, new RunLogQuery(after, count, least, q), cancellation) is { } page ? TypedResults.Ok(page) : Problem.NoRun(id);
    }

    private static async Task<Results<Ok<IReadOnlyList<RunTransition>>, ProblemHttpResult>> TransitionsAsync(
        Guid id, IRunStore store, CancellationToken cancellation) =>
        await store.TransitionsAsync(id, cancellation) is { } transitions ? TypedResults.Ok(transitions) : Problem.NoRun(id);
}
