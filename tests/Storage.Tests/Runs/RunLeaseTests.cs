using Microsoft.EntityFrameworkCore;
using TrainingService.Contracts.Runs;
using TrainingService.Storage.Runs;
using TrainingService.Storage.Tests.Support;
using TrainingService.Tests.Shared.Postgres;

namespace TrainingService.Storage.Tests.Runs;

public abstract class RunLeaseTests(PostgresFixture? postgres) : StorageTest(postgres)
{
    [Fact]
    public async Task A_queued_run_is_claimed_by_one_of_many_workers_only()
    {
        var id = await QueuedAsync();
        var claims = await Task.WhenAll(Enumerable.Range(0, 20).Select(n => Task.Run(() => Leases.ClaimAsync(id, $"w{n}", Minute, None))));

        var claimed = Assert.Single(claims, c => c is not null)!;
        var run = await RunAsync(id);
        Assert.Equal((RunState.Starting, claimed.Lease.Worker, 1), (run.State, run.Worker, run.Attempt));
        Assert.Equal([RunState.Queued, RunState.Starting], await StatesAsync(id));
    }

    [Fact]
    public async Task A_rehearsed_claim_takes_no_run_that_waits_and_leaves_nothing_behind()
    {
        await using var tap = new SignalTap(Database.Signals);
        await tap.ListeningAsync();
        var before = tap.Count;
        await Leases.RehearseAsync("w", None);
        var waiting = await QueuedAsync();
        await Leases.RehearseAsync("w", None);

        await using (var context = await Database.OpenAsync())
        {
            Assert.Equal(waiting, (await context.Runs.SingleAsync()).Id);
            Assert.Empty(await context.MetricPoints.ToListAsync());
            Assert.All(await context.RunEvents.ToListAsync(), told => Assert.Equal(waiting, told.RunId));
        }

        Assert.Equal(waiting, (await tap.ExpectAsync(_ => true, before)).RunId);
        Assert.Equal(waiting, (await Leases.ClaimNextAsync("w", null, Minute, None))!.Lease.RunId);
    }

    [Fact]
    public async Task A_claim_brings_what_the_worker_needs()
    {
        var given = NewRun();
        await Store.CreateAsync(given, None);
        var claimed = await Leases.ClaimAsync(given.Id, "w", Minute, None);

        Assert.Equal(new ClaimedRun(new RunLease(given.Id, 1, "w", Minute), given.SpecJson, "abc", 1, null) { AskedAt = claimed!.AskedAt }, claimed);
        Assert.NotNull((await RunAsync(given.Id)).StartedAt);
    }

    [Fact]
    public async Task A_run_whose_lease_ran_out_is_taken_over_and_its_first_worker_writes_no_more()
    {
        var old = await LostAsync();
        var claimed = await Leases.ClaimAsync(old.RunId, "second", Minute, None);
        Assert.NotNull(claimed);
        Assert.Equal(2, claimed.Attempt);
        Assert.True(claimed.Lease.Epoch > old.Epoch);
        var before = await RunAsync(old.RunId);

        Assert.False((await Leases.RenewAsync(old, Progress(5), None)).Held);
        Assert.False((await Leases.CommitEpochAsync(old, Epoch(1, 0.5), None)).Held);
        Assert.False((await Leases.CommitCheckpointAsync(old, Checkpoint(1), None)).Held);
        Assert.False((await Leases.CompleteAsync(old, RunState.Succeeded, Result(), null, None)).Held);
        await Leases.ReleaseAsync(old, null, None);

        var after = await RunAsync(old.RunId);
        Assert.Equal((before.Version, before.LastSeq, RunState.Starting, "second"), (after.Version, after.LastSeq, after.State, after.Worker));
        Assert.Null(after.Progress);
        Assert.Equal([RunState.Queued, RunState.Starting, RunState.Running, RunState.Queued, RunState.Starting], await StatesAsync(old.RunId));
    }

    [Fact]
    public async Task A_held_run_cannot_be_claimed_and_renewing_keeps_it_held()
    {
        var lease = await ClaimedAsync(TimeSpan.FromMilliseconds(1500));
        await Task.Delay(900);
        Assert.True((await Leases.RenewAsync(lease, null, None)).Held);
        await Task.Delay(900);
        Assert.Null(await Leases.ClaimAsync(lease.RunId, "thief", Minute, None));
        Assert.Empty(await Leases.ReconcileAsync(Minute, None));
    }

    [Fact]
    public async Task Progress_is_shown_without_a_new_version_or_event()
    {
        var lease = await ClaimedAsync();
        var before = await RunAsync(lease.RunId);
        await Leases.RenewAsync(lease, Progress(3), None);
        var after = await RunAsync(lease.RunId);

        Assert.Equal(Progress(3), after.Progress);
        Assert.Equal((before.Version, before.LastSeq), (after.Version, after.LastSeq));
    }

    [Fact]
    public async Task An_ended_run_takes_no_second_end()
    {
        var lease = await ClaimedAsync();
        Assert.True((await Leases.CompleteAsync(lease, RunState.Succeeded, Result(), null, None)).Held);
        Assert.False((await Leases.CompleteAsync(lease, RunState.Failed, null, new RunFailure("a", "b"), None)).Held);

        var run = await RunAsync(lease.RunId);
        Assert.Equal(RunState.Succeeded, run.State);
        Assert.Null(run.Failure);
        Assert.Null(run.Worker);
        Assert.NotNull(run.FinishedAt);
        Assert.Equal(double.PositiveInfinity, run.Result!.TestMetrics["test_loss"]);
    }

    [Fact]
    public async Task A_failure_tells_its_reason_in_the_run_and_in_the_feed()
    {
        var lease = await ClaimedAsync();
        var failure = new RunFailure("non_finite_loss", "The loss became NaN.");
        await Leases.CompleteAsync(lease, RunState.Failed, null, failure, None);

        Assert.Equal(failure, (await RunAsync(lease.RunId)).Failure);
        Assert.Equal(failure, (await FeedAsync(lease.RunId))[^1].Failure);
    }

    [Fact]
    public async Task An_end_without_its_result_or_reason_is_a_mistake_of_the_caller()
    {
        var lease = await ClaimedAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => Leases.CompleteAsync(lease, RunState.Succeeded, null, null, None));
        await Assert.ThrowsAsync<ArgumentException>(() => Leases.CompleteAsync(lease, RunState.Failed, null, null, None));
        await Assert.ThrowsAsync<ArgumentException>(() => Leases.CompleteAsync(lease, RunState.Running, null, null, None));
        Assert.Equal(RunState.Running, (await RunAsync(lease.RunId)).State);
    }

    [Fact]
    public async Task A_released_run_waits_again_and_that_is_no_loss()
    {
        var id = await QueuedAsync();
        for (var n = 0; n < 5; n++) await Leases.ReleaseAsync(await ClaimedAsync(id: id), null, None);

        Assert.Equal(RunState.Queued, (await RunAsync(id)).State);
        Assert.Equal(6, (await Leases.ClaimAsync(id, "w", Minute, None))!.Attempt);
    }

    [Fact]
    public async Task A_released_run_that_was_to_be_cancelled_ends_as_cancelled()
    {
        var lease = await ClaimedAsync();
        await CancelAsync(lease.RunId);
        await Leases.ReleaseAsync(lease, null, None);
        Assert.Equal(RunState.Cancelled, (await RunAsync(lease.RunId)).State);
    }

    [Fact]
    public async Task Voiding_all_leases_frees_running_runs_at_once_and_shuts_their_workers_out()
    {
        var lease = await ClaimedAsync(TimeSpan.FromHours(1));
        await Leases.VoidAllLeasesAsync(None);

        Assert.False((await Leases.RenewAsync(lease, null, None)).Held);
        Assert.Equal([lease.RunId], await Leases.ReconcileAsync(Minute, None));
        Assert.Equal(2, (await Leases.ClaimAsync(lease.RunId, "w", Minute, None))!.Attempt);
    }
}

public sealed class RunLeasesOnSqlite() : RunLeaseTests(null);

[Collection(PostgresCollection.Name)]
public sealed class RunLeasesOnPostgres(PostgresFixture postgres) : RunLeaseTests(postgres);
