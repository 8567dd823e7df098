using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using TrainingService.Api.Live;
using TrainingService.Api.Problems;
using TrainingService.Contracts.Runs;
using TrainingService.Storage.Runs;

namespace TrainingService.Api.Runs;

/// <summary>`GET /api/v1/runs/{id}/events`: a run's feed as server-sent events, for curl and for browsers without SignalR.</summary>
public static class RunEventStream
{
    private const string LastEventId = "Last-Event-ID";

    /// <summary>Adds it to the group of the runs.</summary>
    public static void MapEvents(this RouteGroupBuilder runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        runs.MapGet("/{id:guid}/events", StreamAsync).WithName("watch_run").WithSummary("Streams a run's events")
            .WithDescription(
                "Server-sent events: everything after `after_seq` (or the header Last-Event-ID, which counts more), then live, until the run's final state. "
                + "Each event's `id` is its `seq`, its `event` its type; `progress` and `queue` have no id, `heartbeat` no data. 204: there is nothing after that number, stop asking.")
            .Produces<RunEvent>(200, "text/event-stream").Produces(204).ProducesProblem(400).ProducesProblem(404);
    }

    private static async Task<Results<ServerSentEventsResult<RunEvent?>, NoContent, ProblemHttpResult>> StreamAsync(
        Guid id,
        HttpContext context,
        string? after_seq,
        IRunStore store,
        RunFeed feed,
        IOptions<FeedOptions> options,
        TimeProvider time,
        CancellationToken cancellation)
    {
        var header = context.Request.Headers[LastEventId].ToString();
        var (name, given) = header.Length > 0 ? (LastEventId, header) : ("after_seq", after_seq);
        var afterSeq = 0L;
        if (given is not null && !long.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out afterSeq))
        {
            return Problem.Parameter(name, $"\"{given}\" is not the number of an event.", "an integer, 0 or more");
        }

        if (await store.FindAsync(id, cancellation) is not { } run) return Problem.NoRun(id);

        // A browser asks again after every end; 204 is what stops it.
        if (run.State.IsTerminal() && afterSeq >= run.LastSeq) return TypedResults.NoContent();

        LiveConnection.PrepareStream(context);
        return TypedResults.ServerSentEvents(HeartbeatStream.OfAsync(
            stop => feed.WatchAsync(id, afterSeq, stop), RunEventItem.Of, options.Value.Heartbeat, time, cancellation));
    }
}
