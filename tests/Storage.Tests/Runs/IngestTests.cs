using TrainingService.Storage.Runs;
using TrainingService.Storage.Tests.Support;
using TrainingService.Tests.Shared.Postgres;

namespace TrainingService.Storage.Tests.Runs;

/// <summary>Many runs with many metrics at once. How many points a second that makes is measured by bench/service.</summary>
public abstract class IngestTests(PostgresFixture? postgres) : StorageTest(postgres)
{
    private const int Runs = 8, Metrics = 100, Epochs = 70;

    [Fact]
    public async Task Epochs_of_many_runs_at_once_leave_every_feed_and_curve_without_gap_or_double()
    {
        var leases = new List<RunLease>();
        for (var run = 0; run < Runs; run++) leases.Add(await ClaimedAsync());
        await Task.WhenAll(leases.Select(lease => Task.Run(() => TrainAsync(lease))));
        foreach (var lease in leases)
        {
            // Queued, starting, running, then one event an epoch.
            var events = await FeedAsync(lease.RunId);
            Assert.Equal(Enumerable.Range(1, Epochs), events.Skip(3).Select(e => e.Epoch!.Value));
            var history = (await Store.MetricsAsync(lease.RunId, None))!;
            Assert.Equal(Metrics, history.Series.Count);
            Assert.All(history.Series.Values, points =>
            {
                Assert.Equal(Enumerable.Range(1, Epochs), points.Select(point => point.Epoch));
                Assert.Equal(Enumerable.Range(4, Epochs).Select(seq => (long)seq), points.Select(point => point.Seq));
            });
        }
    }

    [Fact]
    public async Task A_worker_that_lost_its_run_in_the_middle_of_it_adds_nothing_more()
    {
        var lease = await ClaimedAsync(AnInstant);
        await Leases.CommitEpochAsync(lease, Many(1), None);
        await Task.Delay(20);
        var next = (await Leases.ClaimAsync(lease.RunId, "next", Minute, None))!.Lease;
        await Leases.BeginAsync(next, None);
        var late = Task.Run(() => Leases.CommitEpochAsync(lease, Many(2), None));
        var held = Task.Run(() => Leases.CommitEpochAsync(next, Many(1), None));
        Assert.False((await late).Held);
        Assert.True((await held).Held);
        Assert.All((await Store.MetricsAsync(lease.RunId, None))!.Series.Values, points => Assert.Equal([1], points.Select(point => point.Epoch)));
        await FeedAsync(lease.RunId);
    }

    private async Task TrainAsync(RunLease lease)
    {
        for (var epoch = 1; epoch <= Epochs; epoch++) Assert.True((await Leases.CommitEpochAsync(lease, Many(epoch), None)).Held);
    }

    private static EpochCommit Many(int epoch) =>
        new(epoch, epoch, Enumerable.Range(0, Metrics).ToDictionary(metric => $"metric_{metric}", metric => metric + (1.0 / epoch)), Progress(epoch));
}

public sealed class IngestOnSqlite() : IngestTests(null);

[Collection(PostgresCollection.Name)]
public sealed class IngestOnPostgres(PostgresFixture postgres) : IngestTests(postgres);
