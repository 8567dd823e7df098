using TrainingService.Contracts.Runs;
using TrainingService.Storage.Runs;
using TrainingService.Storage.Tests.Support;
using TrainingService.Tests.Shared.Postgres;

namespace TrainingService.Storage.Tests.Runs;

public abstract class RunActionTests(PostgresFixture? postgres) : StorageTest(postgres)
{
    [Fact]
    public async Task In_every_state_each_action_does_what_the_table_says_and_is_refused_where_it_says_nothing()
    {
        foreach (var state in Enum.GetValues<RunState>())
        {
            foreach (var action in Enum.GetValues<RunAction>().Except([RunAction.Reproduce]))
            {
                var id = await InStateAsync(state);
                var (run, result) = await ActAsync(id, action);
                var target = RunActions.Target(action, state);
                var what = $"{action} of a run that is {state}";
                if (target is null) Assert.True(result is ActionResult.NotAllowed && run!.State == state, what);
                else if (action is RunAction.Delete) Assert.True(result is ActionResult.Accepted && run is null && await Store.FindAsync(id, None) is null, what);
                else if (action is RunAction.Stop && state is RunState.Queued or RunState.Paused) Assert.True(result is ActionResult.NothingToKeep && run!.State == state, what);
                else Assert.True(result is ActionResult.Accepted && run!.State == target, what);
            }
        }
    }

    [Fact]
    public async Task Every_change_of_state_is_kept_with_time_actor_and_reason()
    {
        var lease = await ClaimedAsync();
        await ActAsync(lease.RunId, RunAction.Pause);
        await Leases.ReleaseAsync(lease, null, None);
        await ActAsync(lease.RunId, RunAction.Resume);
        var lost = await LostAsync(lease.RunId);
        await Leases.ReconcileAsync(Minute, None);

        var transitions = await Store.TransitionsAsync(lost.RunId, None);

        Assert.Equal(
            [
                (null, RunState.Queued, "api"), (RunState.Queued, RunState.Starting, "worker worker"), (RunState.Starting, RunState.Running, "worker worker"),
                (RunState.Running, RunState.Pausing, "api"), (RunState.Pausing, RunState.Paused, "worker worker"), (RunState.Paused, RunState.Queued, "api"),
                (RunState.Queued, RunState.Starting, "worker worker"), (RunState.Starting, RunState.Running, "worker worker"),
                (RunState.Running, RunState.Queued, "reconciler"),
            ],
            transitions!.Select(t => ((RunState?, RunState, string?))(t.From, t.To, t.Actor)));
        Assert.Contains("not heard of", transitions![^1].Reason, StringComparison.Ordinal);
        Assert.Equal(transitions!.Select(t => t.At).Order(), transitions!.Select(t => t.At));
    }

    [Fact]
    public async Task A_paused_run_is_taken_by_no_worker_until_it_is_resumed()
    {
        var lease = await ClaimedAsync();
        await ActAsync(lease.RunId, RunAction.Pause);
        Assert.Equal(RunState.Pausing, (await Leases.RenewAsync(lease, null, None)).State);
        await Leases.ReleaseAsync(lease, null, None);

        Assert.Equal(RunState.Paused, (await RunAsync(lease.RunId)).State);
        Assert.Null(await Leases.ClaimNextAsync("other", null, Minute, None));
        Assert.Empty(await Leases.ReconcileAsync(TimeSpan.Zero, None));

        await ActAsync(lease.RunId, RunAction.Resume);
        Assert.Equal(lease.RunId, (await Leases.ClaimNextAsync("other", null, Minute, None))!.Lease.RunId);
    }

    [Fact]
    public async Task A_pause_whose_worker_is_lost_comes_true_all_the_same()
    {
        var lease = await LostAsync();
        await ActAsync(lease.RunId, RunAction.Pause);
        Assert.Empty(await Leases.ReconcileAsync(Minute, None));
        Assert.Equal(RunState.Paused, (await RunAsync(lease.RunId)).State);
    }

    [Fact]
    public async Task A_pause_taken_back_before_the_worker_let_go_puts_the_run_back_into_the_queue_at_the_front()
    {
        await QueuedAsync();
        var lease = await ClaimedAsync();
        await ActAsync(lease.RunId, RunAction.Pause);
        await ActAsync(lease.RunId, RunAction.Resume);
        await Leases.ReleaseAsync(lease, null, None);
        Assert.Equal(lease.RunId, (await Leases.ClaimNextAsync("other", null, Minute, None))!.Lease.RunId);
    }

    [Fact]
    public async Task A_stop_survives_the_loss_of_the_worker_that_was_to_do_it()
    {
        var lease = await LostAsync();
        await ActAsync(lease.RunId, RunAction.Stop);
        await Leases.ReconcileAsync(Minute, None);

        var claimed = await Leases.ClaimNextAsync("next", null, Minute, None);

        Assert.True(claimed!.StopRequested);
        Assert.Equal(RunState.Stopping, (await RunAsync(lease.RunId)).State);
    }

    [Fact]
    public async Task A_paused_run_with_a_checkpoint_can_be_stopped_with_what_it_has()
    {
        var lease = await ClaimedAsync();
        await Leases.CommitEpochAsync(lease, Epoch(1, 1), None);
        await Leases.CommitCheckpointAsync(lease, Checkpoint(1), None);
        await ActAsync(lease.RunId, RunAction.Pause);
        await Leases.ReleaseAsync(lease, null, None);

        Assert.Equal((ActionResult.Accepted, RunState.Queued), await ResultOfAsync(lease.RunId, RunAction.Stop));
        Assert.True((await Leases.ClaimNextAsync("next", null, Minute, None))!.StopRequested);
    }

    [Fact]
    public async Task A_retried_run_goes_on_from_its_checkpoint_and_its_failure_is_gone()
    {
        var lease = await ClaimedAsync();
        await Leases.CommitEpochAsync(lease, Epoch(1, 1), None);
        await Leases.CommitCheckpointAsync(lease, Checkpoint(1), None);
        await Leases.CompleteAsync(lease, RunState.Failed, null, new RunFailure("out_of_memory", "full"), None);
        Assert.Equal(FailureKind.OutOfMemory, (await RunAsync(lease.RunId)).Failure!.Kind);

        Assert.Equal((ActionResult.Accepted, RunState.Queued), await ResultOfAsync(lease.RunId, RunAction.Retry));

        var claimed = await Leases.ClaimNextAsync("next", null, Minute, None);
        Assert.Equal((lease.RunId, 2, 1), (claimed!.Lease.RunId, claimed.Attempt, claimed.Checkpoint!.Epoch));
        var run = await RunAsync(lease.RunId);
        Assert.Null(run.Failure);
        Assert.Null(run.FinishedAt);
        await FeedAsync(lease.RunId);
    }

    [Fact]
    public async Task The_next_worker_is_told_which_checkpoint_is_the_best_so_that_it_keeps_it()
    {
        var lease = await ClaimedAsync();
        for (var epoch = 1; epoch <= 3; epoch++)
        {
            await Leases.CommitEpochAsync(lease, Epoch(epoch, 1), None);
            await Leases.CommitCheckpointAsync(lease, Checkpoint(epoch) with { IsBest = epoch == 2 }, None);
        }

        await Leases.ReleaseAsync(lease, null, None);
        var next = await Leases.ClaimNextAsync("next", null, Minute, None);
        Assert.Equal((3, Checkpoint(2).Path), (next!.Checkpoint!.Epoch, next.BestCheckpointPath));
    }

    [Fact]
    public async Task A_deleted_run_is_gone_at_once_from_every_reader_and_later_from_the_disk()
    {
        var lease = await ClaimedAsync();
        for (var epoch = 1; epoch <= 3; epoch++) await Leases.CommitEpochAsync(lease, Epoch(epoch, 1), None);
        await Database.Checkpoints.WriteAsync(lease, 3, 30, (stream, cancellation) => stream.WriteAsync(new byte[10], cancellation).AsTask(), None);
        await Leases.CompleteAsync(lease, RunState.Cancelled, null, null, None);
        var folder = Path.Combine(Database.Options.DataFolder, "runs", lease.RunId.ToString("D"));
        Assert.True(Directory.Exists(folder));

        await ActAsync(lease.RunId, RunAction.Delete);

        Assert.Null(await Store.FindAsync(lease.RunId, None));
        Assert.Null(await Store.MetricsAsync(lease.RunId, None));
        Assert.Null(await Store.TransitionsAsync(lease.RunId, None));
        Assert.Empty((await Store.ListAsync(new RunQuery([], 10, null), None)).Items);
        Assert.Empty(await Store.ListUsingAsync("digits", "abc", 10, None));
        Assert.Equal(ActionResult.NotFound, (await ActAsync(lease.RunId, RunAction.Retry)).Result);

        Assert.Equal(1, await Steering.PurgeAsync(None));
        Assert.False(Directory.Exists(folder));
        Assert.Empty(await Store.EventsAsync(lease.RunId, 0, 10, None));
        Assert.Equal(0, await Steering.PurgeAsync(None));
    }

    [Fact]
    public async Task A_fault_of_the_machinery_is_tried_again_after_a_pause_and_is_what_the_run_fails_with_in_the_end()
    {
        var id = await QueuedAsync();
        var fault = new RunFailure("infrastructure", "No space left on device.");
        for (var tries = 1; tries <= 3; tries++)
        {
            await Leases.ReturnAsync(await ClaimedAsync(id: id), fault, None);
            if (tries == 3) break;
            Assert.Equal(RunState.Queued, (await RunAsync(id)).State);
            Assert.Null(await Leases.ClaimNextAsync("w", null, Minute, None));
            Assert.Null(await Leases.ClaimAsync(id, "w", Minute, None));
            await MakeAvailableAsync(id);
        }

        var run = await RunAsync(id);
        Assert.Equal((RunState.Failed, fault), (run.State, run.Failure));
        Assert.Equal(FailureKind.Infrastructure, run.Failure!.Kind);
    }

    private async Task<(ActionResult Result, RunState? State)> ResultOfAsync(Guid id, RunAction action)
    {
        var (run, result) = await ActAsync(id, action);
        return (result, run?.State);
    }

    private async Task MakeAvailableAsync(Guid id)
    {
        await using var context = await Database.OpenAsync();
        var row = context.Runs.Single(r => r.Id == id);
        Assert.InRange((row.AvailableAt!.Value - row.WaitingSince).TotalSeconds, 4.9, 10.1);
        row.AvailableAt = row.WaitingSince;
        await context.SaveChangesAsync();
    }

    private async Task<Guid> InStateAsync(RunState state)
    {
        if (state is RunState.Queued) return await QueuedAsync();
        if (state is RunState.Starting) return (await Leases.ClaimAsync(await QueuedAsync(), "worker", Minute, None))!.Lease.RunId;
        var lease = await ClaimedAsync();
        switch (state)
        {
            case RunState.Running:
                break;
            case RunState.Pausing or RunState.Paused:
                await ActAsync(lease.RunId, RunAction.Pause);
                if (state is RunState.Paused) await Leases.ReleaseAsync(lease, null, None);
                break;
            case RunState.Stopping:
                await ActAsync(lease.RunId, RunAction.Stop);
                break;
            case RunState.Cancelling:
                await ActAsync(lease.RunId, RunAction.Cancel);
                break;
            default:
                await Leases.CompleteAsync(
                    lease, state, state is RunState.Succeeded ? Result() : null, state is RunState.Failed ? new RunFailure("internal_error", "y") : null, None);
                break;
        }

        Assert.Equal(state, (await RunAsync(lease.RunId)).State);
        return lease.RunId;
    }
}

public sealed class RunActionOnSqlite() : RunActionTests(null);

[Collection(PostgresCollection.Name)]
public sealed class RunActionOnPostgres(PostgresFixture postgres) : RunActionTests(postgres);
