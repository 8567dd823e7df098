using Microsoft.EntityFrameworkCore;
using TrainingService.Contracts.Runs;
using TrainingService.Contracts.Workers;
using TrainingService.Storage.Model;
using TrainingService.Storage.Runs;
using TrainingService.Storage.Workers;

namespace TrainingService.Storage.Queue;

/// <summary>What waits, in the order in which it will be taken.</summary>
public interface IRunQueueReader
{
    /// <summary>The whole queue, its next runs (at most 200) first.</summary>
    Task<QueueResource> ReadAsync(CancellationToken cancellation);

    /// <summary>The queue as <see cref="ReadAsync"/> gives it, with all that wait.</summary>
    Task<(QueueResource Queue, IReadOnlyList<QueuedRun> Waiting)> ReadAllAsync(CancellationToken cancellation);

    /// <summary>A run's place; null when it does not wait.</summary>
    Task<QueuePlace?> PlaceAsync(Guid id, CancellationToken cancellation);
}

/// <summary><see cref="IRunQueueReader"/> over either database.</summary>
internal sealed class RunQueueReader(RunTransactions transactions) : IRunQueueReader
{
    private const int Shown = 200;
    private const int RecentRuns = 50;

    public async Task<QueueResource> ReadAsync(CancellationToken cancellation) => (await ReadAllAsync(cancellation)).Queue;

    public async Task<(QueueResource Queue, IReadOnlyList<QueuedRun> Waiting)> ReadAllAsync(CancellationToken cancellation)
    {
        var queue = await SnapshotAsync(cancellation);
        var owners = queue.Waiting.Select(r => r.Owner).Concat(queue.Held.Select(r => r.Owner)).Distinct().Order(StringComparer.Ordinal)
            .Select(owner => new OwnerShare(owner, queue.Waiting.Count(r => r.Owner == owner), queue.Held.Count(r => r.Owner == owner)));
        var waiting = QueueForecast.Of(queue);
        return (new QueueResource(queue.Waiting.Count, queue.Held.Count, queue.Slots, [.. owners], [.. waiting.Take(Shown)]), waiting);
    }

    public async Task<QueuePlace?> PlaceAsync(Guid id, CancellationToken cancellation) =>
        QueueForecast.Of(await SnapshotAsync(cancellation)).FirstOrDefault(run => run.Id == id)?.Place;

    private Task<QueueSnapshot> SnapshotAsync(CancellationToken cancellation) => transactions.ReadAsync(
        async (context, now) =>
        {
            var queued = context.Runs.AsNoTracking().Where(r => r.State == RunState.Queued);
            var waiting = await queued.Select(r => new WaitingRun(r.Id, r.Name, r.Owner, r.Priority, r.Interrupted, r.CreatedAt)).ToListAsync(cancellation);
            var held = await context.Runs.AsNoTracking().Where(r => r.LeaseExpiresAt != null)
                .Select(r => new { r.Owner, r.ClaimedAt, r.ProgressJson }).ToListAsync(cancellation);
            var standings = await FairShare.StandingsAsync(context, queued, cancellation);
            var alive = now - WorkerRegistry.LostAfter;
            var slots = await context.Workers.Where(w => w.StoppedAt == null && !w.Draining && w.HeartbeatAt > alive).SumAsync(w => w.Slots, cancellation);
            HeldRun[] training =
                [.. held.Select(r => new HeldRun(r.Owner, r.ClaimedAt ?? now, r.ProgressJson is null ? null : RunRows.Read<RunProgress>(r.ProgressJson).EtaSeconds))];
            // Before any run has ended, those in training say by their own estimates how long runs last.
            var typical = await TypicalSecondsAsync(context, cancellation)
                ?? Median(training.Where(r => r.SecondsLeft is not null).Select(r => (now - r.ClaimedAt).TotalSeconds + r.SecondsLeft!.Value));
            return new QueueSnapshot(now, waiting, training, standings.ToDictionary(o => o.Owner, o => o.ServedAt), slots, typical);
        },
        cancellation);

    private static async Task<double?> TypicalSecondsAsync(TrainingContext context, CancellationToken cancellation)
    {
        var ended = await context.Runs.AsNoTracking().Where(r => r.State == RunState.Succeeded)
            .OrderByDescending(r => r.CreatedAt).Take(RecentRuns).Select(r => new { r.ClaimedAt, r.FinishedAt }).ToListAsync(cancellation);
        return Median(ended.Where(r => r.ClaimedAt is not null && r.FinishedAt is not null).Select(r => (r.FinishedAt!.Value - r.ClaimedAt!.Value).TotalSeconds));
    }

    private static double? Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count == 0 ? null : sorted[sorted.Count / 2];
    }
}
