using Microsoft.EntityFrameworkCore;
using TrainingService.Contracts.Runs;
using TrainingService.Storage.Checkpoints;
using TrainingService.Storage.Model;

namespace TrainingService.Storage.Runs;

/// <summary><see cref="IRunSteering"/> over either database.</summary>
internal sealed class RunSteering(RunTransactions transactions, CheckpointFiles files) : IRunSteering
{
    // Small enough that no transaction holds others up for long.
    private const int Portion = 5000;

    public Task<ActionOutcome> ActAsync(Guid id, RunAction action, string actor, CancellationToken cancellation)
    {
        if (action is RunAction.Reproduce) throw new ArgumentException("Reproducing makes a new run; it does nothing to the old one.", nameof(action));
        return transactions.ChangeAsync(
            id,
            run =>
            {
                if (run is null) return Task.FromResult(new ActionOutcome(null, ActionResult.NotFound));
                var result = Act(run, action, actor);
                var gone = run.Row.DeletedAt is not null;
                return Task.FromResult(new ActionOutcome(gone ? null : run.Row.ToResource(), result));
            },
            cancellation);
    }

    public Task<PatchOutcome> PatchAsync(Guid id, RunPatch patch, long? ifRevision, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(patch);
        return transactions.ChangeAsync(
            id,
            run =>
            {
                if (run is null) return Task.FromResult(new PatchOutcome(null, IsStale: false));
                var row = run.Row;
                if (ifRevision is { } revision && revision != row.Revision) return Task.FromResult(new PatchOutcome(row.ToResource(), IsStale: true));
                row.Name = patch.Name ?? row.Name;
                row.TagsJson = patch.Tags is { } tags ? RunRows.Write(tags) : row.TagsJson;
                row.Notes = patch.Notes is { } notes ? notes.Length == 0 ? null : notes : row.Notes;
                row.Priority = patch.Priority ?? row.Priority;
                row.Revision++;
                run.Touch();
                return Task.FromResult(new PatchOutcome(row.ToResource(), IsStale: false));
            },
            cancellation);
    }

    public async Task<int> PurgeAsync(CancellationToken cancellation)
    {
        List<Guid> deleted;
        await using (var context = await transactions.OpenAsync(cancellation))
        {
            deleted = await context.Runs.IgnoreQueryFilters().Where(r => r.DeletedAt != null).OrderBy(r => r.DeletedAt).Select(r => r.Id).ToListAsync(cancellation);
        }

        foreach (var id in deleted) await PurgeAsync(id, cancellation);
        return deleted.Count;
    }

    private static ActionResult Act(RunChange run, RunAction action, string actor)
    {
        var row = run.Row;
        if (RunActions.Target(action, row.State) is not { } target) return ActionResult.NotAllowed;
        switch (action)
        {
            case RunAction.Delete:
                // Its key is free again; whoever repeats the submission gets a new run, not a 404.
                (row.DeletedAt, row.IdempotencyKey) = (run.Now, null);
                run.Touch();
                return ActionResult.Accepted;
            case RunAction.Stop when !row.State.IsHeld():
                if (row.CheckpointStep is null) return ActionResult.NothingToKeep;
                row.StopRequested = true;
                break;
            case RunAction.Resume when row.State is RunState.Paused:
                row.Interrupted = false;
                break;
            case RunAction.Retry:
                (row.FailureCode, row.FailureDetail, row.FinishedAt, row.Losses) = (null, null, null, 0);
                break;
        }

        if (target != row.State) run.MoveTo(target, actor, action is RunAction.Retry ? "another attempt was asked for" : null);
        return ActionResult.Accepted;
    }

    /// <summary>Events and points in portions, then files, then the row: whoever dies in between leaves a row by which the rest is found.</summary>
    private async Task PurgeAsync(Guid id, CancellationToken cancellation)
    {
        long done = 0;
        while (await RemoveAsync(id, done += Portion, cancellation) > 0)
        {
            cancellation.ThrowIfCancellationRequested();
        }

        files.Delete(id);
        await transactions.WriteAsync((context, _) => context.Runs.IgnoreQueryFilters().Where(r => r.Id == id).ExecuteDeleteAsync(cancellation), cancellation);
    }

    private Task<int> RemoveAsync(Guid id, long upTo, CancellationToken cancellation) => transactions.WriteAsync(
        async (context, _) =>
        {
            var points = await context.MetricPoints.Where(p => p.RunId == id && p.Seq <= upTo).ExecuteDeleteAsync(cancellation);
            var events = await context.Set<RunEventRow>().Where(e => e.RunId == id && e.Seq <= upTo).ExecuteDeleteAsync(cancellation);
            return points + events;
        },
        cancellation);
}
