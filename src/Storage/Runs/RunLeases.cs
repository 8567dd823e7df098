using Microsoft.EntityFrameworkCore;
using TrainingService.Contracts.Runs;
using TrainingService.Storage.Model;
using TrainingService.Storage.Queue;
using TrainingService.Storage.Search;

namespace TrainingService.Storage.Runs;

/// <summary><see cref="IRunLeases"/> over either database.</summary>
internal sealed class RunLeases(RunTransactions transactions, TimeProvider time) : IRunLeases
{
    // Each time another worker was faster; with as many workers at once as that, the next delivery does as well.
    private const int ClaimTries = 20;
    private static readonly TimeSpan FirstBackoff = TimeSpan.FromSeconds(5);
    private readonly SummaryPace _pace = new(time);

    public async Task<ClaimedRun?> ClaimNextAsync(string worker, Guid? workerId, TimeSpan duration, CancellationToken cancellation)
    {
        for (var tries = 0; tries < ClaimTries; tries++)
        {
            if (await transactions.ReadAsync((context, now) => NextAsync(context, now, workerId, cancellation), cancellation) is not { } next) return null;
            if (await ClaimAsync(next, worker, duration, cancellation) is { } claimed) return claimed;
        }

        return null;
    }

    public async Task<ClaimedRun?> ClaimAsync(Guid id, string worker, TimeSpan duration, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(duration, TimeSpan.Zero);
        // Not sooner: finding the run may have taken long, and that is no part of the lease.
        var askedAt = time.GetTimestamp();
        var claimed = await transactions.ChangeAsync(
            id, run => run is null ? Task.FromResult<ClaimedRun?>(null) : TakeAsync(run, worker, duration, cancellation), cancellation);
        return claimed is null ? null : claimed with { AskedAt = askedAt };
    }

    public Task RehearseAsync(string worker, CancellationToken cancellation) => transactions.RehearseAsync(
        now => RunStore.NewRow(
            new NewRun { Id = Guid.CreateVersion7(), Name = "rehearsal", SpecJson = "{}", Dataset = "rehearsal", DatasetVersion = "rehearsal" }, now),
        (context, now) => NextAsync(context, now, Guid.Empty, cancellation),
        async run =>
        {
            await TakeAsync(run, worker, FirstBackoff, cancellation);
            run.MoveTo(RunState.Running, Actors.Worker(worker));
            AddEpoch(run, new EpochCommit(1, 1, new Dictionary<string, double> { ["loss"] = 1 }, new RunProgress { Epoch = 1, Epochs = 1, Batch = 1, Batches = 1 }), withSummaries: true);
        },
        cancellation);

    public Task<LeaseStatus> BeginAsync(RunLease lease, CancellationToken cancellation) => FencedAsync(
        lease,
        run =>
        {
            if (run.Row.State is RunState.Starting) run.MoveTo(RunState.Running, Actors.Worker(lease.Worker));
            run.Renew(lease, null);
        },
        cancellation);

    public Task<LeaseStatus> RenewAsync(RunLease lease, RunProgress? progress, CancellationToken cancellation) =>
        FencedAsync(lease, run => run.Renew(lease, progress), cancellation);

    public async Task<LeaseStatus> CommitEpochAsync(RunLease lease, EpochCommit epoch, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(lease);
        ArgumentNullException.ThrowIfNull(epoch);
        var isDue = _pace.IsDue(lease.RunId, epoch.Metrics.Count);
        var status = await FencedAsync(
            lease,
            run =>
            {
                // A commit whose answer was lost is sent again: it is there already.
                if (epoch.Epoch > run.Row.EpochsDone) AddEpoch(run, epoch, isDue);
                run.Renew(lease, epoch.Progress);
            },
            cancellation);
        if (!status.Held) _pace.Forget(lease.RunId);
        else if (isDue && epoch.Metrics.Count > SummaryPace.Few) _pace.Written(lease.RunId);
        return status;
    }

    public Task<LeaseStatus> CommitCheckpointAsync(RunLease lease, CheckpointPointer checkpoint, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        return FencedAsync(
            lease,
            run =>
            {
                if (checkpoint.Epoch > run.Row.EpochsDone)
                {
                    throw new InvalidOperationException(
                        $"The checkpoint holds epoch {checkpoint.Epoch}, but only {run.Row.EpochsDone} are stored: commit the epoch first, or a resume would leave a gap in the curves.");
                }

                // Written again at the same place it proves no progress: a run that dies at the same step each time must end.
                if (checkpoint.Step > (run.Row.CheckpointStep ?? -1)) run.Row.Losses = 0;
                (run.Row.CheckpointPath, run.Row.CheckpointSha256) = (checkpoint.Path, checkpoint.Sha256);
                (run.Row.CheckpointEpoch, run.Row.CheckpointStep) = (checkpoint.Epoch, checkpoint.Step);
                if (checkpoint.IsBest) run.Row.BestCheckpointPath = checkpoint.Path;
                run.Renew(lease, null);
            },
            cancellation);
    }

    public Task<LeaseStatus> CompleteAsync(RunLease lease, RunState state, RunResult? result, RunFailure? failure, CancellationToken cancellation)
    {
        if (!state.IsTerminal()) throw new ArgumentException($"{state} is not an end.", nameof(state));
        if ((state is RunState.Succeeded) != result is not null) throw new ArgumentException("A result belongs to success, and only to it.", nameof(result));
        if ((state is RunState.Failed) != failure is not null) throw new ArgumentException("A failure needs its reason, and nothing else has one.", nameof(failure));
        return FencedAsync(
            lease,
            run =>
            {
                if (result is not null)
                {
                    run.Row.ResultJson = RunRows.Write(result);
                    run.Row.Device = result.Device;
                    run.Metrics.Summaries.AddRange(SearchIndex.OfResult(run.Row.Id, result));
                }

                if (failure is not null) run.Fail(failure, Actors.Worker(lease.Worker));
                else run.MoveTo(state, Actors.Worker(lease.Worker));
            },
            cancellation);
    }

    public Task<LeaseStatus> ReleaseAsync(RunLease lease, string? reason, CancellationToken cancellation) =>
        FencedAsync(lease, run => run.LetGo(Actors.Worker(lease.Worker), reason), cancellation);

    public Task<LeaseStatus> ReturnAsync(RunLease lease, RunFailure fault, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(fault);
        return FencedAsync(
            lease,
            run =>
            {
                var actor = Actors.Worker(lease.Worker);
                run.Row.Losses++;
                if (run.Row.State is not (RunState.Cancelling or RunState.Pausing) && run.Row.Losses >= RunChange.MaxLosses)
                {
                    run.Fail(fault, actor);
                    return;
                }

                run.Row.AvailableAt = run.Now + FirstBackoff * Math.Pow(2, run.Row.Losses - 1);
                run.LetGo(actor, fault.Detail);
            },
            cancellation);
    }

    public async Task<IReadOnlyList<Guid>> ReconcileAsync(TimeSpan waiting, CancellationToken cancellation)
    {
        List<Guid> lost = await transactions.WriteAsync(
            (context, now) => context.Runs.Where(r => r.LeaseExpiresAt <= now).Select(r => r.Id).ToListAsync(cancellation), cancellation);
        List<Guid> queued = [];
        foreach (var id in lost)
        {
            // Looked at again under its lock: its worker may have renewed, or another reconciler been faster.
            var requeued = await transactions.ChangeAsync(
                id,
                run =>
                {
                    if (run is not { IsLeaseOver: true }) return Task.FromResult(false);
                    run.Lose(Actors.Reconciler);
                    return Task.FromResult(run.Row.State is RunState.Queued);
                },
                cancellation);
            if (requeued) queued.Add(id);
        }

        queued.AddRange(await WaitingAsync(waiting, cancellation));
        return queued;
    }

    public Task<bool> AnyWaitingAsync(CancellationToken cancellation) => transactions.ReadAsync(
        (context, now) => context.Runs.AnyAsync(r => r.State == RunState.Queued && (r.AvailableAt == null || r.AvailableAt <= now), cancellation), cancellation);

    public Task VoidAllLeasesAsync(CancellationToken cancellation) => transactions.WriteAsync(
        (context, now) => context.Runs.Where(r => r.LeaseExpiresAt != null)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.LeaseExpiresAt, now).SetProperty(r => r.LeaseEpoch, r => r.LeaseEpoch + 1), cancellation),
        cancellation);

    private static async Task<ClaimedRun?> TakeAsync(RunChange run, string worker, TimeSpan duration, CancellationToken cancellation)
    {
        var row = run.Row;
        if (run.IsLeaseOver) run.Lose(Actors.Worker(worker));
        if (row.State is not RunState.Queued || row.AvailableAt > run.Now) return null;

        row.Attempt++;
        row.LeaseEpoch++;
        row.Worker = worker;
        row.LeaseExpiresAt = run.Now + duration;
        (row.ClaimedAt, row.AvailableAt, row.Interrupted) = (run.Now, null, false);
        row.StartedAt ??= run.Now;
        await ForgetAfterCheckpointAsync(run, cancellation);
        run.MoveTo(RunState.Starting, Actors.Worker(worker));
        if (row.StopRequested) run.MoveTo(RunState.Stopping, Actors.Worker(worker), "a stop was asked for before");
        return new ClaimedRun(
            new RunLease(row.Id, row.LeaseEpoch, worker, duration), row.SpecJson, row.DatasetVersion, row.Attempt, row.Checkpoint(),
            row.BestCheckpointPath, row.StopRequested);
    }

    /// <summary>Points of epochs that the checkpoint lacks go away, and the summaries with them: the new attempt trains those epochs again.</summary>
    private static async Task ForgetAfterCheckpointAsync(RunChange run, CancellationToken cancellation)
    {
        var row = run.Row;
        var kept = row.CheckpointEpoch ?? 0;
        if (row.EpochsDone > kept)
        {
            var points = run.Context.MetricPoints.Where(p => p.RunId == row.Id);
            await points.Where(p => p.Epoch > kept).ExecuteDeleteAsync(cancellation);
            Dictionary<string, MetricSummary> summaries = [];
            foreach (var point in await points.AsNoTracking().OrderBy(p => p.Epoch).ToListAsync(cancellation))
            {
                MetricSummaries.Add(summaries, point.Name, point.Measured);
            }

            row.MetricsJson = RunRows.Write(summaries);
            await run.Context.MetricBuckets.Where(b => b.RunId == row.Id && b.UpTo > kept).ExecuteDeleteAsync(cancellation);
            await run.Context.RunMetrics.Where(m => m.RunId == row.Id).ExecuteDeleteAsync(cancellation);
            run.Metrics.Summaries.Clear();
            run.Metrics.Summaries.AddRange(summaries.Select(s => RunMetricRow.Of(row.Id, s.Key, s.Value)));
        }

        row.EpochsDone = kept;
    }

    private static void AddEpoch(RunChange run, EpochCommit epoch, bool withSummaries)
    {
        var row = run.Row;
        run.Append(new RunEvent
        {
            RunId = row.Id,
            Type = RunEventType.Epoch,
            At = run.Now,
            Attempt = row.Attempt,
            Epoch = epoch.Epoch,
            Step = epoch.Step,
            Metrics = epoch.Metrics,
        });
        var summaries = RunRows.Read<Dictionary<string, MetricSummary>>(row.MetricsJson);
        run.Metrics.EpochsBefore = row.EpochsDone;
        foreach (var (name, value) in epoch.Metrics)
        {
            MetricSummaries.Add(summaries, name, value);
            run.Metrics.Points.Add(new MetricPointRow
            {
                RunId = row.Id, Name = name, Epoch = epoch.Epoch, Seq = row.LastSeq, Step = epoch.Step, At = run.Now, Measured = value,
            });
        }

        // All of them: earlier epochs may have left theirs to this one.
        if (withSummaries) run.Metrics.Summaries.AddRange(summaries.Select(summary => RunMetricRow.Of(row.Id, summary.Key, summary.Value)));
        run.Metrics.Names = summaries.Keys;
        row.MetricsJson = RunRows.Write(summaries);
        row.EpochsDone = epoch.Epoch;
    }

    /// <summary>The run to take next; see <see cref="FairShare"/> for the order.</summary>
    private static async Task<Guid?> NextAsync(TrainingContext context, DateTime now, Guid? workerId, CancellationToken cancellation)
    {
        if (workerId is { } id && await context.Workers.AnyAsync(w => w.Id == id && w.Draining, cancellation)) return null;
        var ready = context.Runs.AsNoTracking().Where(r => r.State == RunState.Queued && (r.AvailableAt == null || r.AvailableAt <= now));
        var begun = await ready.Where(r => r.Interrupted).OrderBy(r => r.CreatedAt).ThenBy(r => r.Id).Select(r => (Guid?)r.Id).FirstOrDefaultAsync(cancellation);
        if (begun is not null) return begun;
        var owners = await FairShare.StandingsAsync(context, ready, cancellation);
        if (FairShare.Next(owners) is not { } owner) return null;
        return await ready.Where(r => r.Owner == owner.Owner).OrderByDescending(r => r.Priority).ThenBy(r => r.CreatedAt).ThenBy(r => r.Id)
            .Select(r => (Guid?)r.Id).FirstOrDefaultAsync(cancellation);
    }

    private Task<List<Guid>> WaitingAsync(TimeSpan waiting, CancellationToken cancellation) => transactions.WriteAsync(
        async (context, now) =>
        {
            var before = now - waiting;
            var due = await context.Runs.AsNoTracking()
                .Where(r => r.State == RunState.Queued && (r.AvailableAt == null ? r.WaitingSince <= before : r.AvailableAt <= now && r.WaitingSince <= r.AvailableAt))
                .OrderBy(r => r.WaitingSince).Select(r => new { r.Id, r.WaitingSince }).ToListAsync(cancellation);
            List<Guid> taken = [];
            foreach (var run in due)
            {
                // Wakes a worker, which takes whatever is next; so many wake-ups as runs wait are enough for all. Conditional: of several reconcilers one hands the run out, and not again before it has waited anew.
                var updated = await context.Runs.Where(r => r.Id == run.Id && r.State == RunState.Queued && r.WaitingSince == run.WaitingSince)
                    .ExecuteUpdateAsync(set => set.SetProperty(r => r.WaitingSince, now), cancellation);
                if (updated == 1) taken.Add(run.Id);
            }

            return taken;
        },
        cancellation);

    private Task<LeaseStatus> FencedAsync(RunLease lease, Action<RunChange> write, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(lease);
        return transactions.ChangeAsync(
            lease.RunId,
            run =>
            {
                if (run is null) return Task.FromResult(default(LeaseStatus));
                var held = run.IsHeldBy(lease);
                if (held) write(run);
                return Task.FromResult(run.Status(held));
            },
            cancellation);
    }
}
