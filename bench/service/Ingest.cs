using System.Diagnostics;
using System.Globalization;
using TrainingService.Tests.Shared.Stored;

namespace TrainingService.Bench.Service;

/// <summary>Epochs of many runs at once: how many points a second the database takes, and whether every run's feed has all its numbers.</summary>
internal static class Ingest
{
    public static async Task<int> RunAsync(StoredService database, Options options)
    {
        var (runs, metrics, rate, seconds) = (options.Of("runs", 20), options.Of("metrics", 100), options.Of("rate", 20_000), options.Of("seconds", 60));
        var workers = new Workers(database, metrics);
        await workers.StartAsync(runs);
        await workers.RunAsync(TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(3));
        workers.Times.Clear();
        var before = workers.Epochs.Sum();
        var watch = Stopwatch.StartNew();
        await workers.RunAsync(TimeSpan.FromSeconds((double)runs * metrics / rate), TimeSpan.FromSeconds(seconds));
        var points = (workers.Epochs.Sum() - before) * (long)metrics;
        // The runs begin one after another over the first interval.
        var perSecond = points / watch.Elapsed.TotalSeconds;

        var broken = 0;
        foreach (var (id, epochs) in workers.Runs.Zip(workers.Epochs))
        {
            // Queued, running, then one event an epoch.
            var events = await database.Store.EventsAsync(id, 0, int.MaxValue, default);
            var history = await database.Store.MetricsAsync(id, default);
            if (!events.Select(e => e.Seq!.Value).SequenceEqual(Enumerable.Range(1, epochs + 2).Select(n => (long)n))
                || history!.Series.Count != metrics || history.Series.Values.Any(s => s.Count != epochs)) broken++;
        }

        workers.Times.Sort();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{perSecond:F0} points/s of {rate} offered, over {watch.Elapsed.TotalSeconds:F0} s ({runs} runs of {metrics} metrics); commit median {workers.Times[workers.Times.Count / 2]:F1} ms, p95 {workers.Times[(int)(workers.Times.Count * 0.95)]:F1} ms; {broken} runs with a gap or a double"));
        return broken == 0 ? 0 : 1;
    }
}
