using Microsoft.EntityFrameworkCore;
using TrainingService.Contracts.Runs;
using TrainingService.Storage.History;
using TrainingService.Tests.Shared.Stored;

namespace TrainingService.Bench.Service;

/// <summary>Reading long courses: many runs over one another, one of a million points, a part of it.</summary>
internal static class Curves
{
    public static async Task RunAsync(StoredService database, Options options)
    {
        var (count, epochs, points) = (options.Of("runs", 200), options.Of("epochs", 10_000), options.Of("points", 1_000_000));
        List<Guid> ids = [];
        for (var i = 0; i < count; i++) ids.Add(await LongRuns.StoreAsync(database, "curve", epochs, Course));
        var one = await LongRuns.StoreAsync(database, "curve", points, Course);
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

    private static double Course(int epoch) => Math.Sin(epoch / 1000.0);
}
