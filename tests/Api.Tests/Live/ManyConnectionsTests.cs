using System.Diagnostics;
using TrainingService.Api.Tests.Hosting;
using TrainingService.Bench.Service;
using TrainingService.Contracts.Runs;

namespace TrainingService.Api.Tests.Live;

/// <summary>The short form of what bench/service `watch` measures: many connections, and some that stop reading.</summary>
[Collection(ApiGroup.Name)]
public sealed class ManyConnectionsTests(ApiFixture api)
{
    private const int Connections = 200, Stuck = 20, Runs = 10;

    [Fact]
    public async Task No_connection_is_behind_and_those_that_stop_reading_cost_little_and_harm_nobody()
    {
        var workers = new List<FakeWorker>();
        for (var run = 0; run < Runs; run++) workers.Add(await api.RunningAsync());
        var hub = new Uri(api.Address, RunHub.Path);
        List<Watcher> watchers = [.. Enumerable.Range(0, Connections).Select(i => new Watcher(hub, workers[i % Runs].RunId))];
        foreach (var watcher in watchers) await watcher.StartAsync();
        using var stop = new CancellationTokenSource();
        var reading = watchers.Select(watcher => Task.Run(() => watcher.ReadAsync(stop.Token))).ToList();
        var epochs = await TrainAsync(workers, TimeSpan.FromSeconds(5));
        await ExpectAsync(watchers, 3 + epochs);

        var before = GC.GetTotalMemory(forceFullCollection: true);
        List<Watcher> idle = [.. Enumerable.Range(0, Stuck).Select(i => new Watcher(hub, workers[i % Runs].RunId))];
        foreach (var watcher in idle) await watcher.StartAsync();
        epochs += await TrainAsync(workers, TimeSpan.FromSeconds(10));
        await ExpectAsync(watchers, 3 + epochs);
        Assert.Equal(0, watchers.Sum(watcher => watcher.Gaps));
        var each = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)Stuck;
        Assert.True(each < 1 << 20, $"A connection that does not read costs {each / 1024:F0} KiB.");

        await stop.CancelAsync();
        await Task.WhenAll(reading);
        foreach (var watcher in watchers.Concat(idle)) await watcher.DisposeAsync();
        foreach (var worker in workers) await worker.EndAsync();
    }

    /// <summary>Epochs of all runs for so long; how many each has got.</summary>
    private static async Task<int> TrainAsync(List<FakeWorker> workers, TimeSpan length)
    {
        var watch = Stopwatch.StartNew();
        var epochs = 0;
        for (; watch.Elapsed < length; epochs++)
        {
            await Task.WhenAll(workers.Select(worker => worker.EpochAsync()));
            await Task.Delay(100);
        }

        return epochs;
    }

    private static async Task ExpectAsync(List<Watcher> watchers, int seq)
    {
        for (var watch = Stopwatch.StartNew(); watchers.Exists(watcher => watcher.Seq < seq) && watch.Elapsed < TimeSpan.FromSeconds(10);) await Task.Delay(20);
        Assert.Equal(0, watchers.Count(watcher => watcher.Seq < seq));
    }
}
