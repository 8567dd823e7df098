using Microsoft.EntityFrameworkCore;
using TrainingService.Contracts.Runs;
using TrainingService.Storage.Feed;
using TrainingService.Storage.Runs;
using TrainingService.Storage.Tests.Support;
using TrainingService.Tests.Shared.Postgres;

namespace TrainingService.Storage.Tests.Runs;

public abstract class RunStoreTests(PostgresFixture? postgres) : StorageTest(postgres)
{
    [Fact]
    public async Task A_rehearsal_shows_the_run_as_it_would_be_and_leaves_nothing_behind()
    {
        await using var tap = new SignalTap(Database.Signals);
        await tap.ListeningAsync();
        var run = NewRun() with { IdempotencyKey = "rehearsed", RequestSha256 = "hash" };
        var shown = await Store.RehearseAsync(run, None);
        Assert.Equal((run.Id, RunState.Queued, 1L), (shown.Id, shown.State, shown.LastSeq));
        Assert.Null(await Store.FindAsync(run.Id, None));
        Assert.Empty(await Store.EventsAsync(run.Id, 0, 10, None));

        // Neither its id nor its key is taken, and no signal came before that of the real one.
        Assert.True((await Store.CreateAsync(run, None)).IsNew);
        await tap.ExpectAsync(s => s == new RunSignal(run.Id, 1));
        Assert.Single(tap.Of(run.Id));
    }

    [Fact]
    public async Task A_created_run_is_queued_and_reads_back_as_it_was_given()
    {
        var given = NewRun("digits-lenet");
        var created = await Store.CreateAsync(given, None);
        var run = await RunAsync(given.Id);

        Assert.True(created.IsNew);
        Assert.Equal(RunState.Queued, run.State);
        Assert.Equal(("digits-lenet", "digits", "abc"), (run.Name, run.Dataset, run.DatasetVersion));
        Assert.Equal(["lenet", "über"], run.Tags);
        Assert.Equal(given.SpecJson, run.Spec.GetRawText());
        Assert.Equal("261dd52b7f6bb1d35ca35854c176cb5c16df2e8751dd82d8e3df847e4cce7b29", run.SpecSha256);
        Assert.Equal(DateTimeKind.Utc, run.CreatedAt.Kind);
        Assert.Equal(created.Run.CreatedAt, run.CreatedAt);
        Assert.Equal((1, 1, 0), (run.LastSeq, run.Version, run.Attempt));
        Assert.Equal([RunState.Queued], await StatesAsync(given.Id));
    }

    [Fact]
    public async Task An_unknown_run_is_null_everywhere_and_cannot_be_cancelled()
    {
        var id = Guid.CreateVersion7();
        Assert.Null(await Store.FindAsync(id, None));
        Assert.Null(await Store.MetricsAsync(id, None));
        Assert.Empty(await Store.EventsAsync(id, 0, 10, None));
        Assert.Equal(new ActionOutcome(null, ActionResult.NotFound), await CancelAsync(id));
    }

    [Fact]
    public async Task Runs_that_name_a_version_are_listed_newest_first_in_any_state()
    {
        var (ended, queued) = (NewRun("ended"), NewRun("queued"));
        await Store.CreateAsync(ended, None);
        await CancelAsync(ended.Id);
        await Store.CreateAsync(queued, None);
        await Store.CreateAsync(NewRun("other version") with { DatasetVersion = "abcd" }, None);
        await Store.CreateAsync(NewRun("other dataset") with { Dataset = "iris" }, None);
        Assert.Equal(["queued", "ended"], (await Store.ListUsingAsync("digits", "abc", 10, None)).Select(run => run.Name));
        Assert.Single(await Store.ListUsingAsync("digits", "abc", 1, None));
        Assert.Empty(await Store.ListUsingAsync("digits", "ab", 10, None));
    }

    [Fact]
    public async Task The_same_idempotency_key_and_body_give_the_run_stored_first()
    {
        var first = NewRun() with { IdempotencyKey = "k", RequestSha256 = "body" };
        await Store.CreateAsync(first, None);
        var again = await Store.CreateAsync(first with { Id = Guid.CreateVersion7() }, None);

        Assert.False(again.IsNew);
        Assert.Equal(first.Id, again.Run.Id);
    }

    [Fact]
    public async Task The_same_idempotency_key_with_another_body_is_a_conflict()
    {
        await Store.CreateAsync(NewRun() with { IdempotencyKey = "k", RequestSha256 = "body" }, None);
        await Assert.ThrowsAsync<IdempotencyConflictException>(
            () => Store.CreateAsync(NewRun() with { IdempotencyKey = "k", RequestSha256 = "other" }, None));
    }

    [Fact]
    public async Task Of_many_concurrent_creates_with_one_key_one_makes_the_run_and_all_get_it()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(
            () => Store.CreateAsync(NewRun() with { IdempotencyKey = "race", RequestSha256 = "body" }, None))));

        Assert.Single(results, r => r.IsNew);
        Assert.Single(results.Select(r => r.Run.Id).Distinct());
        Assert.Single((await Store.ListAsync(new RunQuery([], 50, null), None)).Items);
    }

    [Fact]
    public async Task The_same_id_twice_is_an_error_and_leaves_the_first_as_it_was()
    {
        var run = NewRun("first");
        await Store.CreateAsync(run, None);
        await Assert.ThrowsAnyAsync<DbUpdateException>(() => Store.CreateAsync(run with { Name = "second" }, None));
        Assert.Equal("first", (await RunAsync(run.Id)).Name);
    }

    [Fact]
    public async Task Pages_are_newest_first_and_neither_repeat_nor_skip_while_runs_are_added()
    {
        List<Guid> stored = [];
        for (var i = 0; i < 23; i++) stored.Add(await QueuedAsync());

        List<Guid> seen = [];
        string? cursor = null;
        do
        {
            var page = await Store.ListAsync(new RunQuery([], 5, cursor), None);
            Assert.InRange(page.Items.Count, 1, 5);
            seen.AddRange(page.Items.Select(r => r.Id));
            cursor = page.NextCursor;
            await QueuedAsync();
        }
        while (cursor is not null);

        // Two runs of one millisecond are in the order of their ids, whichever came first.
        List<RunResource> runs = [];
        foreach (var id in stored) runs.Add(await RunAsync(id));
        Assert.Equal(runs.OrderByDescending(r => r.CreatedAt).ThenByDescending(r => r.Id.ToString(), StringComparer.Ordinal).Select(r => r.Id), seen);
    }

    [Fact]
    public async Task A_full_last_page_has_no_next_cursor()
    {
        for (var i = 0; i < 4; i++) await QueuedAsync();
        var first = await Store.ListAsync(new RunQuery([], 2, null), None);
        var last = await Store.ListAsync(new RunQuery([], 2, first.NextCursor), None);
        Assert.Equal(2, last.Items.Count);
        Assert.Null(last.NextCursor);
    }

    [Fact]
    public async Task The_list_can_be_limited_to_states()
    {
        var running = (await ClaimedAsync()).RunId;
        var cancelled = await QueuedAsync();
        await CancelAsync(cancelled);
        await QueuedAsync();

        var page = await Store.ListAsync(new RunQuery([RunState.Running, RunState.Cancelled], 10, null), None);
        Assert.Equal([cancelled, running], page.Items.Select(r => r.Id));
    }

    [Fact]
    public async Task A_cursor_of_another_filter_or_of_nobody_is_refused()
    {
        await QueuedAsync();
        await QueuedAsync();
        var cursor = (await Store.ListAsync(new RunQuery([], 1, null), None)).NextCursor!;

        await Assert.ThrowsAsync<FormatException>(() => Store.ListAsync(new RunQuery([RunState.Queued], 1, cursor), None));
        foreach (var wrong in new[] { "", "x", "not base64!", cursor[..^2], cursor + "AAAA", new string('_', cursor.Length) })
        {
            await Assert.ThrowsAsync<FormatException>(() => Store.ListAsync(new RunQuery([], 1, wrong), None));
        }
    }

    [Fact]
    public async Task Cancelling_a_queued_run_ends_it_at_once()
    {
        var id = await QueuedAsync();
        var outcome = await CancelAsync(id);

        Assert.True(outcome.Result is ActionResult.Accepted);
        Assert.Equal(RunState.Cancelled, outcome.Run!.State);
        Assert.NotNull((await RunAsync(id)).FinishedAt);
        Assert.Equal([RunState.Queued, RunState.Cancelled], await StatesAsync(id));
        Assert.Null(await Leases.ClaimAsync(id, "w", Minute, None));
    }

    [Fact]
    public async Task Cancelling_a_running_run_asks_its_worker_once_however_often_it_is_called()
    {
        var lease = await ClaimedAsync();
        Assert.True((await CancelAsync(lease.RunId)).Result is ActionResult.Accepted);
        var again = await CancelAsync(lease.RunId);

        Assert.True(again.Result is ActionResult.Accepted);
        Assert.Equal(RunState.Cancelling, again.Run!.State);
        Assert.Equal([RunState.Queued, RunState.Starting, RunState.Running, RunState.Cancelling], await StatesAsync(lease.RunId));
        Assert.Equal(new LeaseStatus(true, RunState.Cancelling, 4), await Leases.RenewAsync(lease, null, None));
    }

    [Theory]
    [InlineData(RunState.Succeeded, false)]
    [InlineData(RunState.Failed, false)]
    [InlineData(RunState.Cancelled, true)]
    public async Task Cancelling_an_ended_run_changes_nothing(RunState end, bool accepted)
    {
        var lease = await ClaimedAsync();
        await Leases.CompleteAsync(
            lease, end, end is RunState.Succeeded ? Result() : null, end is RunState.Failed ? new RunFailure("x", "y") : null, None);
        var before = await RunAsync(lease.RunId);
        var outcome = await CancelAsync(lease.RunId);

        Assert.Equal(accepted, outcome.Result is ActionResult.Accepted);
        Assert.Equal((end, before.Version, before.LastSeq), (outcome.Run!.State, outcome.Run.Version, outcome.Run.LastSeq));
    }

    [Fact]
    public async Task Events_are_given_after_a_number_and_up_to_a_limit()
    {
        var lease = await ClaimedAsync();
        for (var epoch = 1; epoch <= 5; epoch++) await Leases.CommitEpochAsync(lease, Epoch(epoch, 1), None);

        var events = await Store.EventsAsync(lease.RunId, 4, 2, None);
        Assert.Equal([5L, 6L], events.Select(e => e.Seq!.Value));
        Assert.Equal([2, 3], events.Select(e => e.Epoch!.Value));
        Assert.Empty(await Store.EventsAsync(lease.RunId, 8, 10, None));
    }
}

public sealed class RunStoreOnSqlite() : RunStoreTests(null);

[Collection(PostgresCollection.Name)]
public sealed class RunStoreOnPostgres(PostgresFixture postgres) : RunStoreTests(postgres);
