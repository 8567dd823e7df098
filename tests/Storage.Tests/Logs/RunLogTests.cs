using TrainingService.Contracts.Runs;
using TrainingService.Storage.Logs;
using TrainingService.Storage.Tests.Support;
using TrainingService.Tests.Shared.Postgres;

namespace TrainingService.Storage.Tests.Logs;

public abstract class RunLogTests(PostgresFixture? postgres) : StorageTest(postgres)
{
    private IRunLogs Logs => Database.Get<IRunLogs>();

    [Fact]
    public async Task Lines_are_events_of_the_feed_in_the_order_in_which_they_were_said()
    {
        var lease = await ClaimedAsync();
        await Logs.AppendAsync(lease.RunId, [Line("one"), Line("two")], None);
        await Leases.CommitEpochAsync(lease, Epoch(1, 1), None);
        await Logs.AppendAsync(lease.RunId, [Line("three")], None);

        Assert.Equal(
            ["State", "State", "State", "one", "two", "Epoch", "three"],
            (await FeedAsync(lease.RunId)).Select(e => e.Log?.Message ?? e.Type.ToString()));
    }

    [Theory]
    [InlineData(RunLogLevel.Debug, null, new[] { "Loaded 100 % of digits", "disk is full", "gone" })]
    [InlineData(RunLogLevel.Warning, null, new[] { "disk is full", "gone" })]
    [InlineData(RunLogLevel.Debug, "LOADED", new[] { "Loaded 100 % of digits" })]
    [InlineData(RunLogLevel.Debug, "100 %", new[] { "Loaded 100 % of digits" })]
    [InlineData(RunLogLevel.Debug, "1_0", new string[0])]
    [InlineData(RunLogLevel.Debug, "ioexception", new[] { "disk is full" })]
    public async Task Lines_are_found_by_level_and_by_what_they_contain(RunLogLevel level, string? text, string[] expected)
    {
        var id = await QueuedAsync();
        await Logs.AppendAsync(
            id,
            [
                Line("Loaded 100 % of digits"), Line("disk is full", RunLogLevel.Warning) with { Exception = "IOException: no space" },
                Line("gone", RunLogLevel.Error),
            ],
            None);
        var page = await Logs.ReadAsync(id, new RunLogQuery(0, 10, level, text), None);
        Assert.Equal(expected, page!.Items.Select(entry => entry.Line.Message));
    }

    [Fact]
    public async Task Pages_follow_on_each_other_without_gap()
    {
        var id = await QueuedAsync();
        await Logs.AppendAsync(id, [.. Enumerable.Range(0, 25).Select(n => Line($"{n}"))], None);
        var read = new List<string>();
        for (long? after = 0; after is not null;)
        {
            var page = await Logs.ReadAsync(id, new RunLogQuery(after.Value, 10, RunLogLevel.Debug, null), None);
            read.AddRange(page!.Items.Select(entry => entry.Line.Message));
            after = page.NextAfterSeq;
        }

        Assert.Equal(Enumerable.Range(0, 25).Select(n => $"{n}"), read);
    }

    [Fact]
    public async Task A_run_that_talks_without_end_is_cut_off_with_a_word_about_it()
    {
        var id = await QueuedAsync();
        for (var batch = 0; batch < 3; batch++) await Logs.AppendAsync(id, [.. Enumerable.Repeat(Line("again"), 2400)], None);
        var events = await Store.EventsAsync(id, 0, 10_000, None);
        Assert.Equal(1 + IRunLogs.MaxLines + 1, events.Count);
        Assert.Contains("all that is kept", events[^1].Log!.Message, StringComparison.Ordinal);
        Assert.Null(await Logs.ReadAsync(Guid.NewGuid(), new RunLogQuery(0, 1, RunLogLevel.Debug, null), None));
    }

    private static RunLogLine Line(string message, RunLogLevel level = RunLogLevel.Information) =>
        new() { Level = level, Source = "test", Message = message };
}

public sealed class RunLogOnSqlite() : RunLogTests(null);

[Collection(PostgresCollection.Name)]
public sealed class RunLogOnPostgres(PostgresFixture postgres) : RunLogTests(postgres);
