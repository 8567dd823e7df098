using TrainingService.Contracts.Filters;
using TrainingService.Contracts.Runs;
using TrainingService.Storage.Runs;
using TrainingService.Storage.Tests.Support;
using TrainingService.Tests.Shared.Postgres;

namespace TrainingService.Storage.Tests.Search;

/// <summary>
/// Five runs, found by every kind of field: `adam` (succeeded), `sgd` (failed), `full` (running, its loss NaN), `bare` (queued, without optimizer) and
/// `100%_odd` (cancelled, tags with signs).
/// </summary>
public abstract class RunSearchTests(PostgresFixture? postgres) : StorageTest(postgres)
{
    private static readonly DateTime Now = new(2026, 11, 26, 12, 0, 0, DateTimeKind.Utc);

    private static readonly (string Filter, string Runs)[] FilterCases =
    [
        ("", "adam sgd full bare 100%_odd"),
        ("state = succeeded", "adam"),
        ("state != succeeded", "sgd full bare 100%_odd"),
        ("state IN (failed, running)", "sgd full"),
        ("NOT state IN (failed, running)", "adam bare 100%_odd"),
        ("name = adam OR name = sgd", "adam sgd"),
        ("name IN (adam, 'bare')", "adam bare"),
        ("name ~ A", "adam bare"),
        ("name ~ a*m", "adam"),
        ("name ~ dam", "adam"),
        ("name ~ dam*", ""),
        ("name ~ %", "100%_odd"),
        ("name ~ '0%_'", "100%_odd"),
        ("name ~ _", "100%_odd"),
        ("name !~ a", "sgd full 100%_odd"),
        ("name = \"'; DROP TABLE runs; --\"", ""),
        ("dataset = iris", "sgd"),
        ("dataset_version ~ abc*", "adam sgd full bare 100%_odd"),
        ("tags:lenet", "adam"),
        ("tags = lenet", "adam"),
        ("tags:lene", ""),
        ("tags ~ lene", "adam"),
        ("tags:Lenet", ""),
        ("tags ~ LENET", "adam"),
        ("tags IN (lenet, slow)", "adam sgd"),
        ("tags:über", "adam"),
        ("tags:'50% \"off\"'", "100%_odd"),
        ("tags ~ '% \"'", "100%_odd"),
        ("tags:*", "adam sgd 100%_odd"),
        ("-tags:*", "full bare"),
        ("lenet", "adam"),
        ("iris sgd", "sgd"),
        ("-iris -lenet", "full bare 100%_odd"),
        ("device = cpu/avx2", "adam"),
        ("device = auto", "sgd full"),
        ("device != auto", "adam bare 100%_odd"),
        ("failure = out_of_memory", "sgd"),
        ("failure:*", "sgd"),
        ("NOT failure:*", "adam full bare 100%_odd"),
        ("worker = w7", "full"),
        ("params.optimizer.type = adam", "adam full"),
        ("params.optimizer.type != adam", "sgd bare 100%_odd"),
        ("params.optimizer.type ~ SG", "sgd"),
        ("params.optimizer.learning_rate < 0.01", "adam"),
        ("params.optimizer.learning_rate = 1e-3", "adam"),
        ("params.optimizer.learning_rate IN (0.001, 0.1)", "adam sgd"),
        ("NOT params.optimizer.learning_rate < 0.01", "sgd full bare 100%_odd"),
        ("params.optimizer.learning_rate:*", "adam sgd full"),
        ("params.training.batch_size = full", "full"),
        ("params.training.batch_size IN (full, 32)", "adam full"),
        ("params.training.shuffle = true", "adam"),
        ("params.model.layers[1].units >= 10", "adam"),
        ("params.model.layers.*.type = conv2d", "adam full"),
        ("params.model.layers.*.units = 10", "adam sgd"),
        ("params.features:age", "sgd"),
        ("params.features:ag", ""),
        ("params.seed > -1", "adam sgd full"),
        ("metrics.val_loss.best < 0.2", "adam"),
        ("metrics.val_loss.min = 0.1", "adam"),
        ("metrics.val_loss.max >= 0.9", "adam sgd"),
        ("metrics.val_loss.last = 0.3", "adam"),
        ("metrics.val_loss < 0.5", "adam"),
        ("metrics.accuracy.best > 0.5", "adam"),
        ("metrics.test_accuracy > 0.9", "adam"),
        ("metrics.val_loss = NaN", "full"),
        ("metrics.val_loss != NaN", "adam sgd bare 100%_odd"),
        ("metrics.val_loss = Infinity", "sgd"),
        ("metrics.val_loss > 100", "sgd"),
        ("metrics.val_loss:*", "adam sgd full"),
        ("metrics.val_loss.best < 0.2 OR params.optimizer.type = sgd", "adam sgd"),
        ("NOT (metrics.val_loss.best < 0.2 OR params.optimizer.type = sgd)", "full bare 100%_odd"),
        ("epochs >= 2", "adam sgd"),
        ("attempt = 0", "bare 100%_odd"),
        ("attempt != 0", "adam sgd full"),
        ("attempt IN (1, 7)", "adam sgd full"),
        ("duration >= 0", "adam sgd"),
        ("duration < 0 OR duration > 1h", ""),
        ("NOT duration < 1h", "full bare 100%_odd"),
        ("started:*", "adam sgd full"),
        ("NOT started > 1999-01-01", "bare 100%_odd"),
        ("finished_at > 2020-01-01", "adam sgd 100%_odd"),
        ("created_at > 2020-01-01 created_at < 2999-12-31", "adam sgd full bare 100%_odd"),
        ("created_at = 1999-12-31", ""),
    ];

    private static readonly (string Sort, string Runs)[] SortCases =
    [
        ("name", "100%_odd adam bare full sgd"),
        ("-name", "sgd full bare adam 100%_odd"),
        ("metrics.val_loss.best,name", "adam sgd 100%_odd bare full"),
        ("-metrics.val_loss.max,-name", "sgd adam full bare 100%_odd"),
        ("metrics.test_accuracy,name", "adam 100%_odd bare full sgd"),
        ("-params.optimizer.learning_rate,name", "sgd full adam 100%_odd bare"),
        ("params.training.batch_size,name", "adam sgd full 100%_odd bare"),
        ("params.optimizer.type,-metrics.accuracy.best,name", "adam full sgd 100%_odd bare"),
        ("state", "bare full adam sgd 100%_odd"),
        ("-epochs,dataset,name", "adam sgd full 100%_odd bare"),
        ("failure,name", "sgd 100%_odd adam bare full"),
        ("created_at", "adam sgd full bare 100%_odd"),
        ("-started_at,-name", "full sgd adam bare 100%_odd"),
        ("id", "adam sgd full bare 100%_odd"),
        ("-id", "100%_odd bare full sgd adam"),
    ];

    [Fact]
    public async Task Filters_find_exactly_the_runs_that_match()
    {
        await FillAsync();
        foreach (var (filter, runs) in FilterCases)
        {
            var page = await Store.ListAsync(new RunQuery([], 50, null) { Filter = Filter(filter), WithTotal = true }, None);
            Assert.Equal($"{filter}: {runs}", $"{filter}: {string.Join(' ', page.Items.Select(run => run.Name).Reverse())}");
            Assert.Equal(page.Items.Count, page.Total);
            Assert.Equal(page.Items.Select(run => run.Id), await Store.MatchAsync(Filter(filter), 10, None));
        }
    }

    [Fact]
    public async Task Orders_sort_in_both_directions_with_what_lacks_a_value_last_and_pages_neither_repeat_nor_skip()
    {
        await FillAsync();
        foreach (var (sort, runs) in SortCases)
        {
            foreach (var limit in new[] { 50, 2, 1 })
            {
                List<string> names = [];
                string? cursor = null;
                do
                {
                    var page = await Store.ListAsync(new RunQuery([], limit, cursor) { Sort = RunSort.Parse(sort).Sort! }, None);
                    names.AddRange(page.Items.Select(run => run.Name));
                    cursor = page.NextCursor;
                }
                while (cursor is not null);
                Assert.Equal($"{sort}: {runs}", $"{sort}: {string.Join(' ', names)}");
            }
        }
    }

    [Fact]
    public async Task Runs_with_equal_keys_follow_by_id_over_pages()
    {
        for (var i = 0; i < 7; i++) await Store.CreateAsync(NewRun("same"), None);
        List<Guid> ids = [];
        string? cursor = null;
        do
        {
            var page = await Store.ListAsync(new RunQuery([], 2, cursor) { Sort = RunSort.Parse("name,-metrics.loss.best").Sort! }, None);
            ids.AddRange(page.Items.Select(run => run.Id));
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        Assert.Equal(7, ids.Distinct().Count());
        Assert.Equal(ids.OrderByDescending(id => id.ToString(), StringComparer.Ordinal), ids);
    }

    [Fact]
    public async Task A_page_goes_on_after_its_last_run_though_that_no_longer_matches()
    {
        var ids = new List<Guid>();
        for (var i = 0; i < 4; i++) ids.Add(await QueuedAsync());
        var query = new RunQuery([], 2, null) { Filter = Filter("state = queued"), Sort = RunSort.Parse("created_at").Sort! };
        var first = await Store.ListAsync(query, None);
        foreach (var run in first.Items) await CancelAsync(run.Id);
        var second = await Store.ListAsync(query with { Cursor = first.NextCursor }, None);
        Assert.Equal(ids.Skip(2), second.Items.Select(run => run.Id));
    }

    [Fact]
    public async Task A_cursor_belongs_to_its_filter_and_order()
    {
        await FillAsync();
        var query = new RunQuery([], 1, null) { Filter = Filter("name:*"), Sort = RunSort.Parse("name").Sort! };
        var cursor = (await Store.ListAsync(query, None)).NextCursor;
        Assert.NotNull(cursor);
        await Assert.ThrowsAsync<FormatException>(() => Store.ListAsync(query with { Cursor = cursor, Filter = Filter("tags:*") }, None));
        await Assert.ThrowsAsync<FormatException>(() => Store.ListAsync(query with { Cursor = cursor, Sort = RunSort.Default }, None));
        await Assert.ThrowsAsync<FormatException>(() => Store.ListAsync(query with { Cursor = cursor, States = [RunState.Queued] }, None));
    }

    [Fact]
    public async Task A_resume_takes_back_the_summaries_of_the_epochs_behind_its_checkpoint()
    {
        var lease = await ClaimedAsync(AnInstant);
        await Leases.CommitEpochAsync(lease, Epoch(1, 0.5), None);
        await Leases.CommitCheckpointAsync(lease, Checkpoint(1), None);
        await Leases.CommitEpochAsync(lease with { Duration = AnInstant }, Epoch(2, 0.1), None);
        Assert.Single(await Store.MatchAsync(Filter("metrics.loss.best < 0.2"), 10, None));
        await Task.Delay(20);
        await ClaimedAsync(id: lease.RunId);
        Assert.Empty(await Store.MatchAsync(Filter("metrics.loss.best < 0.2"), 10, None));
        Assert.Single(await Store.MatchAsync(Filter("metrics.loss.best = 0.5"), 10, None));
    }

    private static RunFilter Filter(string text)
    {
        var (filter, errors) = RunFilter.Parse(text, Now);
        Assert.Empty(errors);
        return filter!;
    }

    private async Task FillAsync()
    {
        var adam = await TrainAsync(
            NewRun("adam") with
            {
                SpecJson = """
                    {"model":{"layers":[{"type":"conv2d","units":4},{"type":"dense","units":10}]},"optimizer":{"type":"adam","learning_rate":0.001},
                     "training":{"batch_size":32,"shuffle":true},"seed":0,"device":"auto"}
                    """,
            },
            [0.9, 0.1, 0.3]);
        await Leases.CompleteAsync(adam, RunState.Succeeded, Result() with { TestMetrics = new Dictionary<string, double> { ["test_accuracy"] = 0.95 } }, null, None);
        var sgd = await TrainAsync(
            NewRun("sgd") with
            {
                Dataset = "iris",
                Tags = ["slow"],
                SpecJson = """
                    {"model":{"layers":[{"type":"dense","units":10}]},"optimizer":{"type":"sgd","learning_rate":0.1},"features":["age","fare"],
                     "training":{"batch_size":64},"seed":1,"device":"auto"}
                    """,
            },
            [0.7, 0.6, double.PositiveInfinity]);
        await Leases.CompleteAsync(sgd, RunState.Failed, null, new RunFailure("out_of_memory", "x"), None);
        await TrainAsync(
            NewRun("full") with
            {
                Tags = [],
                SpecJson = """{"model":{"layers":[{"type":"conv2d"}]},"optimizer":{"type":"adam","learning_rate":0.01},"training":{"batch_size":"full"},"seed":2,"device":"auto"}""",
            },
            [double.NaN],
            "w7");
        await Store.CreateAsync(NewRun("bare") with { Tags = [], SpecJson = "{}" }, None);
        var odd = NewRun("100%_odd") with { Tags = ["50% \"off\""], SpecJson = "{}" };
        await Store.CreateAsync(odd, None);
        await CancelAsync(odd.Id);
    }

    private async Task<RunLease> TrainAsync(NewRun run, double[] losses, string worker = "w1")
    {
        await Store.CreateAsync(run, None);
        var lease = (await Leases.ClaimAsync(run.Id, worker, Minute, None))!.Lease;
        await Leases.BeginAsync(lease, None);
        for (var i = 0; i < losses.Length; i++)
        {
            var metrics = new Dictionary<string, double> { ["val_loss"] = losses[i], ["accuracy"] = run.Name == "adam" ? 0.9 : 0.1 };
            await Leases.CommitEpochAsync(lease, new EpochCommit(i + 1, i + 1, metrics, Progress(i + 1)), None);
        }

        return lease;
    }
}

public sealed class RunSearchOnSqlite() : RunSearchTests(null);

[Collection(PostgresCollection.Name)]
public sealed class RunSearchOnPostgres(PostgresFixture postgres) : RunSearchTests(postgres);
