using TrainingService.Contracts.Runs;
using TrainingService.Storage.Tests.Support;
using TrainingService.Tests.Shared.Postgres;

namespace TrainingService.Storage.Tests.Runs;

public abstract class ReconcileTests(PostgresFixture? postgres) : StorageTest(postgres)
{
    [Fact]
    public async Task A_run_whose_worker_was_lost_goes_back_to_the_queue_and_is_to_be_enqueued()
    {
        var lease = await LostAsync();
        Assert.Equal([lease.RunId], await Leases.ReconcileAsync(Minute, None));

        var run = await RunAsync(lease.RunId);
        Assert.Equal(RunState.Queued, run.State);
        Assert.Null(run.Worker);
        Assert.False((await Leases.RenewAsync(lease, null, None)).Held);
    }

    [Fact]
    public async Task The_third_loss_without_a_new_checkpoint_fails_the_run()
    {
        var id = await QueuedAsync();
        for (var loss = 1; loss <= 3; loss++)
        {
            await LostAsync(id);
            var requeued = await Leases.ReconcileAsync(Minute, None);
            Assert.Equal(loss < 3 ? 1 : 0, requeued.Count);
        }

        var run = await RunAsync(id);
        Assert.Equal((RunState.Failed, "worker_lost"), (run.State, run.Failure!.Code));
        Assert.Contains("worker", run.Failure.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Losses_count_also_when_the_next_worker_takes_the_run_before_the_reconciler_sees_it()
    {
        var id = await QueuedAsync();
        for (var loss = 1; loss <= 3; loss++) await LostAsync(id);
        Assert.Null(await Leases.ClaimAsync(id, "w", Minute, None));
        Assert.Equal("worker_lost", (await RunAsync(id)).Failure!.Code);
    }

    [Fact]
    public async Task A_new_checkpoint_starts_the_count_of_losses_again_and_the_same_one_does_not()
    {
        var id = await QueuedAsync();
        await LostAsync(id);
        await LostAsync(id);
        var lease = await ClaimedAsync(id: id);
        await Leases.CommitEpochAsync(lease, Epoch(1, 1), None);
        await Leases.CommitCheckpointAsync(lease with { Duration = AnInstant }, Checkpoint(1), None);
        await Task.Delay(20);

        await LostAsync(id);
        lease = await ClaimedAsync(id: id);
        await Leases.CommitCheckpointAsync(lease with { Duration = AnInstant }, Checkpoint(1), None);
        await Task.Delay(20);
        Assert.Empty(await Leases.ReconcileAsync(Minute, None));
        Assert.Equal(RunState.Failed, (await RunAsync(id)).State);
    }

    [Fact]
    public async Task A_cancelling_run_whose_worker_was_lost_ends_as_cancelled()
    {
        var lease = await LostAsync();
        await CancelAsync(lease.RunId);
        Assert.Empty(await Leases.ReconcileAsync(Minute, None));
        Assert.Equal(RunState.Cancelled, (await RunAsync(lease.RunId)).State);
        Assert.Null(await Leases.ClaimAsync(lease.RunId, "w", Minute, None));
    }

    [Fact]
    public async Task A_run_that_waits_too_long_is_handed_out_and_not_again_until_it_has_waited_anew()
    {
        var id = await QueuedAsync();
        Assert.Empty(await Leases.ReconcileAsync(Minute, None));
        await Task.Delay(20);
        Assert.Equal([id], await Leases.ReconcileAsync(AnInstant, None));
        Assert.Empty(await Leases.ReconcileAsync(Minute, None));
        await Task.Delay(20);
        Assert.Equal([id], await Leases.ReconcileAsync(AnInstant, None));
    }

    [Fact]
    public async Task Of_many_reconcilers_one_repairs_a_lost_run()
    {
        var lease = await LostAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(() => Leases.ReconcileAsync(Minute, None))));
        Assert.Equal([lease.RunId], answers.SelectMany(a => a));
        Assert.Equal([RunState.Queued, RunState.Starting, RunState.Running, RunState.Queued], await StatesAsync(lease.RunId));
    }
}

public sealed class ReconcileOnSqlite() : ReconcileTests(null);

[Collection(PostgresCollection.Name)]
public sealed class ReconcileOnPostgres(PostgresFixture postgres) : ReconcileTests(postgres);
