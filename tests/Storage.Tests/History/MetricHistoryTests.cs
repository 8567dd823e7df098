using Microsoft.EntityFrameworkCore;
using TrainingService.Contracts.Runs;
using TrainingService.Storage.History;
using TrainingService.Storage.Model;
using TrainingService.Storage.Runs;
using TrainingService.Storage.Tests.Support;
using TrainingService.Tests.Shared.Postgres;

namespace TrainingService.Storage.Tests.History;

public abstract class MetricHistoryTests(PostgresFixture? postgres) : StorageTest(postgres)
{
    private const int Slice = 4 * BucketSizes.Large;

    [Fact]
    public async Task Epochs_committed_one_by_one_give_the_same_thinned_curve_as_their_points_do()
    {
        var lease = await ClaimedAsync();
        double[] losses = [.. Enumerable.Range(1, 200).Select(e => e switch { 77 => 9.5, 100 => double.NaN, 133 => -3, 150 => double.PositiveInfinity, _ => 1.0 / e })];
        await TrainAsync(lease, losses);

        await using (var context = await Database.OpenAsync())
        {
            Assert.Equal([64, 128, 192], await context.MetricBuckets.Where(b => b.Name == "loss").OrderBy(b => b.UpTo).Select(b => b.UpTo).ToListAsync());
        }

        var thinned = await HistoryAsync(lease.RunId, 16);
        var points = thinned.Series["loss"];
        Assert.Equal(new MetricCount(200, 2), thinned.Counts["loss"]);
        Assert.Equal(9.5, points.Single(p => p.Epoch == 77).Value);
        Assert.Equal(-3, points.Single(p => p.Epoch == 133).Value);
        Assert.Equal(double.NaN, points.Single(p => p.Epoch == 100).Value);
        Assert.Equal(double.PositiveInfinity, points.Single(p => p.Epoch == 150).Value);
        Assert.Equal((1, 200), (points[0].Epoch, points[^1].Epoch));
        Assert.All(points, p => Assert.Equal(losses[p.Epoch - 1], p.Value));
        var stretches = thinned.Buckets!["loss"];
        Assert.Equal([(1, 128, 128, 1), (129, 200, 72, 1)], stretches.Select(s => (s.FirstEpoch, s.LastEpoch, s.Points, s.NonFinite)));
        Assert.Equal(losses.Take(128).Where(double.IsFinite).Average(), stretches[0].Mean!.Value, 12);
        Assert.Equal((9.5, 1.0 / 128), (stretches[0].Max, stretches[0].Min));

        var again = await HistoryAsync(lease.RunId, 16);
        Assert.Equal(points, again.Series["loss"]);
        var whole = await HistoryAsync(lease.RunId, 1000);
        Assert.Equal(losses, whole.Series["loss"].Select(p => p.Value));
        Assert.Null(whole.Buckets);
    }

    [Fact]
    public async Task A_spike_of_one_point_among_a_million_is_there_and_the_same_again_and_zooming_finds_its_neighbours()
    {
        // On Postgres fewer, for the time it takes to store them.
        var count = Server is null ? 1_000_000 : 100_000;
        var spike = count * 2 / 3;
        var id = await QueuedAsync();
        await StoreAsync(id, count, epoch => epoch == spike ? 1000 : Math.Sin(epoch / 5000.0), "loss");

        var history = await HistoryAsync(id, 1000);
        var points = history.Series["loss"];
        Assert.InRange(points.Count, 250, 1000);
        Assert.Equal(count, history.Counts["loss"].Points);
        Assert.Equal(count, history.Buckets!["loss"].Sum(s => s.Points));
        Assert.Equal(1000, points.Single(p => p.Epoch == spike).Value);
        Assert.Equal(points, (await HistoryAsync(id, 1000)).Series["loss"]);

        var near = await HistoryAsync(id, 1000, MetricAxis.Epoch, spike - 100, spike + 100);
        Assert.Equal(Enumerable.Range(spike - 100, 201), near.Series["loss"].Select(p => p.Epoch));
        var wider = await HistoryAsync(id, 100, MetricAxis.Step, (spike - 10_000) * 10L, (spike + 10_000) * 10L);
        Assert.Equal(20_001, wider.Counts["loss"].Points);
        Assert.Contains(wider.Series["loss"], p => p.Epoch == spike);
    }

    [Fact]
    public async Task A_resume_takes_back_the_stretches_behind_its_checkpoint()
    {
        var lease = await ClaimedAsync();
        await TrainAsync(lease, [.. Enumerable.Repeat(1.0, 100)]);
        await Leases.CommitCheckpointAsync(lease, Checkpoint(100), None);
        await TrainAsync(lease, [.. Enumerable.Repeat(50.0, 100)], 100);
        await Leases.RenewAsync(lease with { Duration = AnInstant }, null, None);
        await Task.Delay(20);
        var second = await ClaimedAsync(id: lease.RunId);
        Assert.Equal(new MetricCount(100, 0), (await HistoryAsync(lease.RunId, 16)).Counts["loss"]);
        await TrainAsync(second, [.. Enumerable.Repeat(2.0, 100)], 100);
        var history = await HistoryAsync(lease.RunId, 16);
        Assert.Equal(new MetricCount(200, 0), history.Counts["loss"]);
        Assert.Equal(2, history.Series["loss"].Max(p => p.Value));
    }

    [Fact]
    public async Task Curves_of_many_runs_of_any_length_come_over_one_axis_in_the_order_asked_for()
    {
        List<Guid> ids = [];
        foreach (var (count, i) in new[] { 10, 5000, 300 }.Select((count, i) => (count, i)))
        {
            ids.Add(await QueuedAsync());
            await StoreAsync(ids[i], count, epoch => epoch == 7 ? 99 + i : 0, "loss");
            await StoreAsync(ids[i], count, epoch => epoch, "accuracy");
        }

        ids.Reverse();
        var histories = Database.Histories;
        var overlay = await histories.OverlayAsync(new HistoryQuery([.. ids, Guid.CreateVersion7()], ["loss"], MetricAxis.Step, null, null, 100), None);
        Assert.Equal(ids, overlay.Series.Select(s => s.RunId));
        Assert.All(overlay.Series, s => Assert.Equal("loss", s.Name));
        Assert.Equal([300L, 5000, 10], overlay.Series.Select(s => s.Points));
        Assert.Equal([101, 100, 99], overlay.Series.Select(s => s.Y.Max()));
        Assert.All(overlay.Series, s => Assert.Equal(70, s.X[s.Y.ToList().IndexOf(s.Y.Max())]));
        Assert.All(overlay.Series, s => Assert.InRange(s.Y.Count, 10, 100));
        Assert.Equal(6, (await histories.OverlayAsync(new HistoryQuery(ids, null, MetricAxis.Epoch, 5, 8, 100), None)).Series.Count(s => s.X.SequenceEqual([5, 6, 7, 8])));

        var timed = await histories.OverlayAsync(new HistoryQuery(ids, ["loss"], MetricAxis.Time, 2, 4, 100), None);
        Assert.All(timed.Series, s => Assert.Equal([2.0, 3.0, 4.0], s.X));
    }

    private async Task<MetricHistory> HistoryAsync(Guid id, int maxPoints, MetricAxis axis = MetricAxis.Epoch, double? from = null, double? to = null) =>
        (await Database.Histories.OfRunAsync(new HistoryQuery([id], null, axis, from, to, maxPoints), None))!;

    private async Task TrainAsync(RunLease lease, double[] losses, int after = 0)
    {
        for (var i = 0; i < losses.Length; i++)
        {
            var epoch = after + i + 1;
            await Leases.CommitEpochAsync(lease, new EpochCommit(epoch, epoch * 10, new Dictionary<string, double> { ["loss"] = losses[i], ["accuracy"] = 0.5 }, Progress(epoch)), None);
        }
    }

    /// <summary>A course as a worker would have left it, in bulk; a second and ten steps an epoch.</summary>
    private async Task StoreAsync(Guid id, int count, Func<int, double> value, string name)
    {
        var start = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        await using var context = await Database.OpenAsync();
        await context.Database.CreateExecutionStrategy().ExecuteAsync(
            async () =>
            {
                await using var transaction = await context.Database.BeginTransactionAsync();
                for (var after = 0; after < count; after += Slice)
                {
                    var writes = new MetricWrites();
                    writes.Points.AddRange(Enumerable.Range(after + 1, Math.Min(Slice, count - after)).Select(epoch => new MetricPointRow
                    {
                        RunId = id, Name = name, Epoch = epoch, Seq = 1, Step = epoch * 10L, At = start.AddSeconds(epoch), Measured = value(epoch),
                    }));
                    await Database.Dialect.WriteMetricsAsync(context, writes, None);
                    await BucketWriter.CompleteAsync(context, id, [name], after, Math.Min(after + Slice, count), None);
                    await context.SaveChangesAsync();
                    context.ChangeTracker.Clear();
                }

                await context.Runs.Where(r => r.Id == id).ExecuteUpdateAsync(set => set.SetProperty(r => r.EpochsDone, count).SetProperty(r => r.StartedAt, start));
                await transaction.CommitAsync();
            });
    }
}

public sealed class MetricHistoryOnSqlite() : MetricHistoryTests(null);

[Collection(PostgresCollection.Name)]
public sealed class MetricHistoryOnPostgres(PostgresFixture postgres) : MetricHistoryTests(postgres);
