using System.Diagnostics;
using TrainingService.Api.Tests.Hosting;
using TrainingService.Bench.Service;
using TrainingService.Contracts.Runs;

namespace TrainingService.Api.Tests.Live;

/// <summary>What connections that stop reading keep in the server's memory.</summary>
[Collection(ApiGroup.Name)]
public sealed class StuckConnectionTests(ApiFixture api)
{
    private const int Stuck = 24, Metrics = 100, Epochs = 400, ReceiveBuffer = 4096;

    /// <summary>Together under the megabyte that such a connection may cost. Before they were bounded, it was 4,400 KiB of heap and up to 2,500 of the kernel's.</summary>
    private const double MostKept = 600 * 1024, MostUnsent = 256 * 1024;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_connection_that_stops_reading_keeps_little_in_memory_and_has_everything_once_it_reads()
    {
        var worker = await api.RunningAsync();
        var values = Enumerable.Range(0, Metrics).ToDictionary(i => $"metric_{i}_of_a_name_as_long_as_names_of_nested_parts_may_be", i => 1.0 / (i + 1));
        for (var epoch = 0; epoch < Epochs; epoch++) await worker.EpochAsync(values);
        // Whatever the first connection brings into being is no other's.
        await using (var first = new Watcher(new Uri(api.Address, RunHub.Path), worker.RunId)) await ReadToEndAsync([first]);

        var before = Kept();
        List<Watcher> stuck = [.. Enumerable.Range(0, Stuck).Select(_ => new Watcher(new Uri(api.Address, RunHub.Path), worker.RunId))];
        foreach (var watcher in stuck) await watcher.StartAsync(ReceiveBuffer);
        await StallAsync(stuck);
        var each = (Kept() - before) / Stuck;
        var unsent = SendQueues.Of(api.Address.Port) / (double)Stuck;
        Assert.True(each < MostKept, $"A connection that does not read keeps {each / 1024:F0} KiB.");
        Assert.True(unsent < MostUnsent, $"The kernel keeps {unsent / 1024:F0} KiB of what a connection does not read.");

        // The measure would have seen what such connections once held: a page of 200 events each.
        var pages = new List<IReadOnlyList<RunEvent>>();
        for (var i = 0; i < Stuck; i++) pages.Add(await api.Store.EventsAsync(worker.RunId, 3, 200, CancellationToken.None));
        var withPages = (Kept() - before) / Stuck;
        Assert.True(withPages > each + MostKept, $"{pages[0].Count} events were counted as {(withPages - each) / 1024:F0} KiB only.");
        pages.Clear();

        // Longer than answers may stand still here, and than SignalR lets a message stand still by itself.
        await Task.Delay(TimeSpan.FromSeconds(12));
        await ReadToEndAsync(stuck, started: true);
        Assert.Equal(0, stuck.Sum(watcher => watcher.Gaps));
        foreach (var watcher in stuck) await watcher.DisposeAsync();
        await worker.EndAsync();
    }

    private static double Kept() => GC.GetTotalMemory(forceFullCollection: true);

    /// <summary>Waits until nothing more comes: their buffers are full.</summary>
    private static async Task StallAsync(List<Watcher> watchers)
    {
        var watch = Stopwatch.StartNew();
        var (last, since) = (-1L, watch.Elapsed);
        while (watch.Elapsed - since < TimeSpan.FromSeconds(1) || watchers.Exists(watcher => watcher.Unread == 0))
        {
            var unread = watchers.Sum(watcher => (long)watcher.Unread);
            if (unread != last) (last, since) = (unread, watch.Elapsed);
            Assert.True(watch.Elapsed < Deadline, "The connections do not come to a standstill.");
            await Task.Delay(50);
        }
    }

    private static async Task ReadToEndAsync(List<Watcher> watchers, bool started = false)
    {
        using var stop = new CancellationTokenSource();
        if (!started) foreach (var watcher in watchers) await watcher.StartAsync();
        var reading = watchers.Select(watcher => Task.Run(() => watcher.ReadAsync(stop.Token))).ToList();
        // Queued, starting, running, then one event an epoch.
        for (var watch = Stopwatch.StartNew(); watchers.Exists(watcher => watcher.Seq < Epochs + 3) && watch.Elapsed < Deadline;) await Task.Delay(20);
        Assert.All(watchers, watcher => Assert.Equal(Epochs + 3, watcher.Seq));
        await stop.CancelAsync();
        await Task.WhenAll(reading);
    }
}
