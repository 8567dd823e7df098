using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.SignalR;
using TrainingService.Contracts.Runs;
using TrainingService.Contracts.Workers;
using TrainingService.Storage.Runs;

namespace TrainingService.Api.Live;

/// <summary>The SignalR hub at <see cref="RunHub.Path"/>. Streams are pulled: a slow connection holds up nothing but itself.</summary>
public sealed class RunsHub(RunFeed feed, RunListFeed list, QueueFeed queue, IRunStore store) : Hub
{
    /// <inheritdoc/>
    public override Task OnConnectedAsync()
    {
        if (Context.GetHttpContext() is { } context) LiveConnection.PrepareHub(context);
        return base.OnConnectedAsync();
    }

    /// <summary>Every event after a number, then live ones, until the run's final state.</summary>
    /// <exception cref="HubException">There is no such run, or the number is negative.</exception>
    [HubMethodName(RunHub.WatchRun)]
    public async IAsyncEnumerable<RunEvent> WatchRun(Guid runId, long afterSeq, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (afterSeq < 0) throw new HubException($"after_seq is {afterSeq}; expected the number of the last event you have, or 0 for none.");
        if (await store.FindAsync(runId, cancellation) is null)
        {
            throw new HubException($"There is no run {runId}. GET /api/v1/runs lists those there are.");
        }

        await foreach (var next in feed.WatchAsync(runId, afterSeq, cancellation)) yield return next;
    }

    /// <summary>State and newest progress of all runs as they change from now on.</summary>
    [HubMethodName(RunHub.WatchRuns)]
    public IAsyncEnumerable<RunEvent> WatchRuns(CancellationToken cancellation) => list.WatchAsync(null, cancellation);

    /// <summary>What waits and who works, now and whenever it changes.</summary>
    [HubMethodName(RunHub.WatchQueue)]
    public IAsyncEnumerable<QueueUpdate> WatchQueue(CancellationToken cancellation) => queue.WatchAsync(cancellation);
}
