using System.Collections.Frozen;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using TrainingService.Api.Live;
using TrainingService.Api.Metrics;
using TrainingService.Api.Problems;
using TrainingService.Contracts.Runs;
using TrainingService.Storage.Runs;

namespace TrainingService.Api.Runs;

/// <summary>`GET /api/v1/runs/events`: state and newest progress of many runs as server-sent events, as the hub's `WatchRuns` tells them.</summary>
public static class RunListEventStream
{
    private static readonly string[] Names = ["ids", "filter"];

    /// <summary>Adds it to the group of the runs.</summary>
    public static void MapListEvents(this RouteGroupBuilder runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        runs.MapGet("/events", StreamAsync).WithName("watch_runs").WithSummary("Streams state and progress of many runs")
            .WithDescription(
                "Server-sent events `state` and `progress`: how runs stand now, then every change until the client leaves. Without `ids` or `filter`, the newest 200 runs that "
                + $"have not ended, and each run that changes or comes. With one of them, up to {MetricParameters.MaxRuns} runs, ended ones too: those that match the filter at the time of the call. "
                + "Only the newest state and progress of each run counts, so events have no `id` and there is no place to go on from: after a cut, ask again and hear how it "
                + "stands. A slow client gets fewer events, never the oldest. `heartbeat` has no data.")
            .Produces<RunEvent>(200, "text/event-stream").ProducesProblem(400).ProducesProblem(404);
    }

    private static async Task<Results<ServerSentEventsResult<RunEvent?>, ProblemHttpResult>> StreamAsync(
        HttpContext context,
        string[]? ids,
        string? filter,
        IRunStore store,
        RunListFeed feed,
        IOptions<FeedOptions> options,
        TimeProvider time,
        CancellationToken cancellation)
    {
        var given = context.Request.Query;
        if (Problem.UnknownParameter(given, Names) is { } unknown) return unknown;
        FrozenSet<Guid>? only = null;
        if (given.Count > 0)
        {
            var (chosen, problem) = await ChosenRuns.ReadAsync(store, ids, filter, time.GetUtcNow().UtcDateTime, cancellation);
            if (problem is not null) return problem;
            var found = filter is null ? await store.FindAllAsync(chosen!, cancellation) : [];
            if (found.Contains(null)) return Problem.NoRun(chosen![found.ToList().IndexOf(null)]);
            only = chosen!.ToFrozenSet();
        }

        LiveConnection.PrepareStream(context);
        return TypedResults.ServerSentEvents(HeartbeatStream.OfAsync(
            stop => feed.WatchAsync(only, stop), RunEventItem.Of, options.Value.Heartbeat, time, cancellation));
    }
}
