using System.Net.ServerSentEvents;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using TrainingService.Api.Live;
using TrainingService.Api.Problems;
using TrainingService.Contracts.Workers;
using TrainingService.Storage.Queue;
using TrainingService.Storage.Workers;

namespace TrainingService.Api.Workers;

/// <summary>`/api/v1/workers` and `/api/v1/queue`: who works and what waits.</summary>
public static class WorkerEndpoints
{
    /// <summary>Adds both to the API's group.</summary>
    public static void MapWorkers(this RouteGroupBuilder api)
    {
        ArgumentNullException.ThrowIfNull(api);
        var workers = api.MapGroup("/workers").WithTags("Workers");
        workers.MapGet("/", ListAsync).WithName("list_workers").WithSummary("Lists the workers of the last day, active ones first");
        workers.MapPost("/{id:guid}/drain", (Guid id, IWorkerRegistry registry, CancellationToken cancellation) => SetDrainingAsync(id, true, registry, cancellation))
            .WithName("drain_worker").WithSummary("Lets a worker finish what it has and take nothing new").ProducesProblem(404);
        workers.MapPost("/{id:guid}/undrain", (Guid id, IWorkerRegistry registry, CancellationToken cancellation) => SetDrainingAsync(id, false, registry, cancellation))
            .WithName("undrain_worker").WithSummary("Lets a drained worker take runs again").ProducesProblem(404);
        api.MapGet("/queue", QueueAsync).WithTags("Workers").WithName("get_queue").WithSummary("Shows what waits, in the order in which it will be taken")
            .WithDescription(
                "Runs that a lost worker left come first. Then owners take turns: the one with the fewest runs in training, among equals the one served longest ago; within an "
                + "owner priority, then age. `expected_start` plays this forward from what running runs still need and how long runs lasted lately.");
        api.MapGet("/queue/events", WatchQueue).WithTags("Workers").WithName("watch_queue").WithSummary("Streams the queue and the workers as they change")
            .WithDescription("Server-sent events of type `queue`: how it is, then again whenever it changes, at most twice a second. `heartbeat` has no data.")
            .Produces<QueueUpdate>(200, "text/event-stream");
    }

    private static async Task<Ok<IReadOnlyList<WorkerResource>>> ListAsync(IWorkerRegistry registry, CancellationToken cancellation) =>
        TypedResults.Ok(await registry.ListAsync(cancellation));

    private static async Task<Results<Ok<WorkerResource>, ProblemHttpResult>> SetDrainingAsync(
        Guid id, bool draining, IWorkerRegistry registry, CancellationToken cancellation) =>
        await registry.SetDrainingAsync(id, draining, cancellation) is { } worker
            ? TypedResults.Ok(worker)
            : Problem.NotFound($"worker {id}", "GET /api/v1/workers lists those there are.");

    private static async Task<Ok<QueueResource>> QueueAsync(IRunQueueReader queue, CancellationToken cancellation) =>
        TypedResults.Ok(await queue.ReadAsync(cancellation));

    private static ServerSentEventsResult<QueueUpdate?> WatchQueue(
        HttpContext context, QueueFeed feed, IOptions<FeedOptions> options, TimeProvider time, CancellationToken cancellation)
    {
        LiveConnection.PrepareStream(context);
        return TypedResults.ServerSentEvents(HeartbeatStream.OfAsync(
            feed.WatchAsync, update => new SseItem<QueueUpdate?>(update, "queue"), options.Value.Heartbeat, time, cancellation));
    }
}
