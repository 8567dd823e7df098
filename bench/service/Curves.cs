using Microsoft.EntityFrameworkCore;
using TrainingService.Contracts.Runs;
using TrainingService.Storage.History;
using TrainingService.Storage.Model;
using TrainingService.Storage.Runs;

namespace TrainingService.Bench.Service;

/// <summary>Reading long courses: many runs over one another, one of a million points, a part of it.</summary>
internal static class Curves
{
    private const int Slice = 4 * BucketSizes.Large;

    public static async Task RunAsync(BenchDatabase database, Options options)
    {
        var (count, epochs, points) = (options.Of("runs", 200), options.Of("epochs", 10_000), options.Of("points", 1_000_000));
        List<Guid> ids = [];
        for (var i = 0; i < count; i++) ids.Add(await StoreAsync(database, epochs));
        var one = await StoreAsync(database, points);
        await database.AnalyzeAsync();
        var rounds = options.Of("rounds", 10);
        await Figures.MeasureAsync($"{count} runs of {epochs} points over one another, 500 each", rounds, async () =>
            (await database.Histories.OverlayAsync(new HistoryQuery(ids, ["loss"], MetricAxis.Epoch, null, null, 500), default)).Series.Sum(s => s.X.Count));
        await Figures.MeasureAsync($"one of {points} points, 1000 of them", rounds, () => OneAsync(null, null));
        await Figures.MeasureAsync("a tenth of it", rounds, () => OneAsync(points * 0.45, points * 0.55));
        await Figures.MeasureAsync("its middle thousand", rounds, () => OneAsync((points / 2) - 499, (points / 2) + 500));

        async Task<int> OneAsync(double? from, double? to)
        {
            var history = await database.Histories.OfRunAsync(new HistoryQuery([one], null, MetricAxis.Epoch, from, to, 1000), default);
            return history!.Series["loss"].Count;
        }
    }

    private static async Task<Guid> StoreAsync(BenchDatabase database, int epochs)
    {
        var id = Guid.CreateVersion7();
        await database.Store.CreateAsync(new NewRun { Id = id, Name = "curve", SpecJson = "{}", Dataset = "d", DatasetVersion = "v" }, default);
        var start = DateTime.UnixEpoch.AddYears(56);
        for (var after = 0; after < epochs; after += Slice)
        {
            var upTo = Math.Min(after + Slice, epochs);
            var writes = new MetricWrites();
            writes.Points.AddRange(Enumerable.Range(after + 1, upTo - after).Select(epoch => new MetricPointRow
            {
                RunId = id, Name = "loss", Epoch = epoch, Seq = 1, Step = epoch, At = start.AddSeconds(epoch), Measured = Math.Sin(epoch / 1000.0),
            }));
            await database.WriteAsync(_ => Task.CompletedTask, writes);
            await database.WriteAsync(context => BucketWriter.CompleteAsync(context, id, ["loss"], after, upTo, default), new MetricWrites());
        }

        await using var context = await database.OpenAsync();
        await context.Runs.Where(r => r.Id == id).ExecuteUpdateAsync(set => set.SetProperty(r => r.EpochsDone, epochs).SetProperty(r => r.StartedAt, start));
        return id;
    }
}
