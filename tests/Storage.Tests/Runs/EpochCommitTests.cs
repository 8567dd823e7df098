using TrainingService.Contracts.Filters;
using TrainingService.Contracts.Runs;
using TrainingService.Storage.Runs;
using TrainingService.Storage.Tests.Support;
using TrainingService.Tests.Shared.Postgres;

namespace TrainingService.Storage.Tests.Runs;

public abstract class EpochCommitTests(PostgresFixture? postgres) : StorageTest(postgres)
{
    [Fact]
    public async Task An_epoch_is_a_point_an_event_and_a_summary_under_one_number()
    {
        var lease = await ClaimedAsync();
        var status = await Leases.CommitEpochAsync(lease, Epoch(1, 0.1 + 0.2), None);
        Assert.Equal(new LeaseStatus(true, RunState.Running, 4), status);

        var history = await Store.MetricsAsync(lease.RunId, None);
        var point = Assert.Single(history!.Series["loss"]);
        var told = (await FeedAsync(lease.RunId))[^1];
        Assert.Equal((4, 4, 1, 10, 0.1 + 0.2), (history.LastSeq, point.Seq, point.Epoch, point.Step, point.Value));
        Assert.Equal(RunEventType.Epoch, told.Type);
        Assert.Equal(0.1 + 0.2, told.Metrics!["loss"]);
        Assert.Equal((point.At, 1, 1), (told.At, told.Epoch, told.Attempt));
        Assert.Equal(new MetricSummary(0.1 + 0.2, 0.1 + 0.2, 0.1 + 0.2), (await RunAsync(lease.RunId)).Metrics["loss"]);
    }

    [Fact]
    public async Task Progress_is_kept_with_the_range_of_the_time_left()
    {
        var lease = await ClaimedAsync();
        var progress = Progress(1) with { SamplesPerSecond = 1234.5, EtaSeconds = 60.5, EtaLowSeconds = 50.25, EtaHighSeconds = 90 };
        await Leases.RenewAsync(lease, progress, None);
        Assert.Equal(progress, (await RunAsync(lease.RunId)).Progress);
    }

    [Fact]
    public async Task Of_a_run_with_many_metrics_the_search_may_lag_a_second_while_it_trains_and_is_exact_when_it_stops()
    {
        var lease = await ClaimedAsync();
        for (var epoch = 1; epoch <= 3; epoch++) await Leases.CommitEpochAsync(lease, Wide(epoch), None);
        Assert.Equal(40, (await Store.MetricsAsync(lease.RunId, None))!.Series.Count);
        Assert.Equal(3, (await RunAsync(lease.RunId)).Metrics["m7"].Last);
        Assert.Contains(lease.RunId, await FoundAsync("metrics.m7.last >= 1"));
        await Task.Delay(TimeSpan.FromSeconds(1.1));
        await Leases.CommitEpochAsync(lease, Wide(4), None);
        Assert.Contains(lease.RunId, await FoundAsync("metrics.m7.last = 4"));
        await Leases.CommitEpochAsync(lease, Wide(5), None);
        await Leases.CompleteAsync(lease, RunState.Succeeded, Result(), null, None);
        Assert.Contains(lease.RunId, await FoundAsync("metrics.m7.last = 5 AND metrics.m7.max = 5 AND metrics.m7.min = 1"));
    }

    [Fact]
    public async Task A_run_with_many_metrics_that_is_lost_and_taken_again_is_found_by_what_it_then_has()
    {
        var lease = await ClaimedAsync(AnInstant);
        await Leases.CommitEpochAsync(lease, Wide(1), None);
        await Leases.CommitCheckpointAsync(lease, Checkpoint(1), None);
        await Leases.CommitEpochAsync(lease, Wide(2), None);
        await Task.Delay(20);
        // Lost and taken in one transaction: the second epoch goes away with its traces.
        Assert.NotNull(await Leases.ClaimAsync(lease.RunId, "other", Minute, None));
        Assert.Contains(lease.RunId, await FoundAsync("metrics.m7.max = 1"));
    }

    private static EpochCommit Wide(int epoch) =>
        new(epoch, epoch, Enumerable.Range(0, 40).ToDictionary(metric => $"m{metric}", _ => (double)epoch), Progress(epoch));

    private Task<IReadOnlyList<Guid>> FoundAsync(string filter) => Store.MatchAsync(RunFilter.Parse(filter, TimeProvider.System.GetUtcNow().UtcDateTime).Filter!, 1000, None);

    [Fact]
    public async Task NaN_and_infinities_come_back_as_they_were_measured()
    {
        double[] values = [double.NaN, 2, double.PositiveInfinity, double.NegativeInfinity, double.NaN, double.Epsilon, double.MaxValue];
        var lease = await ClaimedAsync();
        for (var i = 0; i < values.Length; i++) await Leases.CommitEpochAsync(lease, Epoch(i + 1, values[i]), None);

        var history = await Store.MetricsAsync(lease.RunId, None);
        var events = await Store.EventsAsync(lease.RunId, 3, 100, None);
        Assert.Equal(Bits(values), Bits(history!.Series["loss"].Select(p => p.Value)));
        Assert.Equal(Bits(values), Bits(events.Select(e => e.Metrics!["loss"])));
        Assert.Equal(
            new MetricSummary(double.MaxValue, double.NegativeInfinity, double.PositiveInfinity), (await RunAsync(lease.RunId)).Metrics["loss"]);
    }

    [Fact]
    public async Task A_NaN_counts_in_a_summary_as_the_last_value_only()
    {
        var lease = await ClaimedAsync();
        await Leases.CommitEpochAsync(lease, Epoch(1, double.NaN), None);
        Assert.Equal(new MetricSummary(double.NaN, double.NaN, double.NaN), (await RunAsync(lease.RunId)).Metrics["loss"]);
        await Leases.CommitEpochAsync(lease, Epoch(2, 3), None);
        await Leases.CommitEpochAsync(lease, Epoch(3, 1), None);
        await Leases.CommitEpochAsync(lease, Epoch(4, double.NaN), None);
        Assert.Equal(new MetricSummary(double.NaN, 1, 3), (await RunAsync(lease.RunId)).Metrics["loss"]);
    }

    [Fact]
    public async Task An_epoch_sent_again_because_its_answer_was_lost_is_stored_once()
    {
        var lease = await ClaimedAsync();
        await Leases.CommitEpochAsync(lease, Epoch(1, 1), None);
        Assert.Equal(new LeaseStatus(true, RunState.Running, 4), await Leases.CommitEpochAsync(lease, Epoch(1, 1), None));
        Assert.Equal(4, (await FeedAsync(lease.RunId)).Count);
    }

    [Fact]
    public async Task A_resumed_run_continues_after_its_checkpoint_and_doubles_no_point()
    {
        var lease = await ClaimedAsync();
        await Leases.CommitEpochAsync(lease, Epoch(1, 4), None);
        await Leases.CommitEpochAsync(lease, Epoch(2, 3), None);
        await Leases.CommitCheckpointAsync(lease, Checkpoint(2), None);
        await Leases.CommitEpochAsync(lease, Epoch(3, 1), None);
        await Leases.RenewAsync(lease with { Duration = AnInstant }, null, None);
        await Task.Delay(20);

        var second = await Leases.ClaimAsync(lease.RunId, "second", Minute, None);
        Assert.Equal(Checkpoint(2), second!.Checkpoint);
        var resumed = await RunAsync(lease.RunId);
        Assert.Equal(new MetricSummary(3, 3, 4), resumed.Metrics["loss"]);
        Assert.Equal([4, 3], (await Store.MetricsAsync(lease.RunId, None))!.Series["loss"].Select(p => p.Value));

        await Leases.CommitEpochAsync(second.Lease, Epoch(3, 1), None);
        await Leases.CommitEpochAsync(second.Lease, Epoch(4, 2), None);
        var points = (await Store.MetricsAsync(lease.RunId, None))!.Series["loss"];
        Assert.Equal([(1, 4.0), (2, 3.0), (3, 1.0), (4, 2.0)], points.Select(p => (p.Epoch, p.Value)));
        Assert.Equal(new MetricSummary(2, 1, 4), (await RunAsync(lease.RunId)).Metrics["loss"]);
        // The feed only grows: epoch 3 is told twice, by each attempt that trained it.
        var epochs = (await FeedAsync(lease.RunId)).Where(e => e.Type is RunEventType.Epoch).Select(e => (e.Epoch!.Value, e.Attempt!.Value));
        Assert.Equal([(1, 1), (2, 1), (3, 1), (3, 2), (4, 2)], epochs);
    }

    [Fact]
    public async Task A_checkpoint_of_an_epoch_that_is_not_stored_is_a_mistake_of_the_caller()
    {
        var lease = await ClaimedAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => Leases.CommitCheckpointAsync(lease, Checkpoint(1), None));
    }

    [Fact]
    public async Task The_feed_has_no_gap_while_worker_and_people_write_at_once()
    {
        var lease = await ClaimedAsync();
        var epochs = Task.Run(async () =>
        {
            for (var epoch = 1; epoch <= 30; epoch++) await Leases.CommitEpochAsync(lease, Epoch(epoch, epoch), None);
        });
        await Task.WhenAll(Enumerable.Range(0, 10).Select(n => Task.Run(async () =>
        {
            await Leases.RenewAsync(lease, Progress(n), None);
            if (n == 5) await CancelAsync(lease.RunId);
        })));
        await epochs;
        Assert.Equal(34, (await FeedAsync(lease.RunId)).Count);
    }

    private static IEnumerable<long> Bits(IEnumerable<double> values) =>
        values.Select(v => double.IsNaN(v) ? long.MinValue + 1 : BitConverter.DoubleToInt64Bits(v));
}

public sealed class EpochCommitsOnSqlite() : EpochCommitTests(null);

[Collection(PostgresCollection.Name)]
public sealed class EpochCommitsOnPostgres(PostgresFixture postgres) : EpochCommitTests(postgres);
