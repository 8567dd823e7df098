using Microsoft.EntityFrameworkCore;
using TrainingService.Contracts.Workers;
using TrainingService.Storage.Model;
using TrainingService.Storage.Runs;

namespace TrainingService.Storage.Workers;

/// <summary><see cref="IWorkerRegistry"/> over either database.</summary>
internal sealed class WorkerRegistry(RunTransactions transactions) : IWorkerRegistry
{
    /// <summary>Silence after which a worker counts as lost: three heartbeats.</summary>
    internal static readonly TimeSpan LostAfter = 3 * IWorkerRegistry.Heartbeat;

    // Long enough to see in the morning what died in the night.
    private static readonly TimeSpan ForgottenAfter = TimeSpan.FromDays(1);

    public Task<bool> BeatAsync(WorkerBeat beat, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(beat);
        return transactions.WriteAsync(
            async (context, now) =>
            {
                var row = await context.Workers.FirstOrDefaultAsync(w => w.Id == beat.Id, cancellation);
                if (row is null)
                {
                    await context.Workers.Where(w => w.HeartbeatAt < now - ForgottenAfter).ExecuteDeleteAsync(cancellation);
                    row = new WorkerRow { Id = beat.Id, Name = beat.Name, Host = beat.Host, Device = beat.Device, StartedAt = now };
                    context.Workers.Add(row);
                }

                (row.ProcessId, row.Threads, row.Slots) = (beat.ProcessId, beat.Threads, beat.Slots);
                (row.Load, row.MemoryBytes, row.HeartbeatAt, row.StoppedAt) = (beat.Load, beat.MemoryBytes, now, null);
                return row.Draining;
            },
            cancellation);
    }

    public Task StopAsync(Guid id, CancellationToken cancellation) => transactions.WriteAsync(
        (context, now) => context.Workers.Where(w => w.Id == id)
            .ExecuteUpdateAsync(set => set.SetProperty(w => w.StoppedAt, now).SetProperty(w => w.HeartbeatAt, now), cancellation),
        cancellation);

    public async Task<WorkerResource?> SetDrainingAsync(Guid id, bool draining, CancellationToken cancellation)
    {
        await transactions.WriteAsync(
            (context, _) => context.Workers.Where(w => w.Id == id).ExecuteUpdateAsync(set => set.SetProperty(w => w.Draining, draining), cancellation),
            cancellation);
        return (await ListAsync(cancellation)).FirstOrDefault(w => w.Id == id);
    }

    public Task<IReadOnlyList<WorkerResource>> ListAsync(CancellationToken cancellation) => transactions.ReadAsync<IReadOnlyList<WorkerResource>>(
        async (context, now) =>
        {
            var workers = await context.Workers.AsNoTracking().OrderByDescending(w => w.HeartbeatAt).ToListAsync(cancellation);
            var held = await context.Runs.AsNoTracking().Where(r => r.LeaseExpiresAt != null).Select(r => new { r.Id, r.Worker }).ToListAsync(cancellation);
            var runs = held.ToLookup(r => r.Worker, r => r.Id);
            return [.. workers.Select(w => ToResource(w, [.. runs[w.Name].Order()], now)).OrderBy(w => w.State).ThenBy(w => w.Name, StringComparer.Ordinal)];
        },
        cancellation);

    private static WorkerResource ToResource(WorkerRow row, IReadOnlyList<Guid> runs, DateTime now) => new()
    {
        Id = row.Id,
        Name = row.Name,
        State = row.StoppedAt is not null ? WorkerState.Stopped
            : now - row.HeartbeatAt > LostAfter ? WorkerState.Lost
            : row.Draining ? WorkerState.Draining
            : WorkerState.Active,
        Host = row.Host,
        ProcessId = row.ProcessId,
        Device = row.Device,
        Threads = row.Threads,
        Slots = row.Slots,
        Runs = row.StoppedAt is null ? runs : [],
        Load = row.Load,
        MemoryBytes = row.MemoryBytes,
        StartedAt = row.StartedAt,
        HeartbeatAt = row.HeartbeatAt,
    };
}
