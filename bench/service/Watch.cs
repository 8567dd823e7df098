using System.Diagnostics;
using System.Globalization;
using TrainingService.Tests.Shared.Stored;

namespace TrainingService.Bench.Service;

/// <summary>
/// Many connections to an API process of its own while runs train: whether any is behind at the end, and what connections that stop reading cost the
/// process. Needs Postgres, since the epochs are committed by this process.
/// </summary>
internal static class Watch
{
    /// <summary>What the kernel keeps for a client that does not read: little, so that the rest stays with the server at once.</summary>
    private const int StuckBuffer = 4096;

    public static async Task<int> RunAsync(StoredService database, Options options)
    {
        var (connections, stuck, runs) = (options.Of("connections", 2000), options.Of("stuck", 100), options.Of("runs", 50));
        var (seconds, stuckSeconds) = (options.Of("seconds", 60), options.Of("stuck-seconds", 300));
        await using var api = await Programs.ApiAsync(options.Text("api"), database);
        // So many that what a connection does not read is soon more than all buffers hold for it.
        var workers = new Workers(database, options.Of("metrics", 100));
        await workers.StartAsync(runs);
        var hub = new Uri(api.Address, "/hubs/runs");
        List<Watcher> watchers = [.. Enumerable.Range(0, connections).Select(i => new Watcher(hub, workers.Runs[i % runs]))];
        foreach (var watcher in watchers) await watcher.StartAsync();
        using var stop = new CancellationTokenSource();
        var reading = watchers.Select(watcher => Task.Run(() => watcher.ReadAsync(stop.Token))).ToList();
        await LoadAsync(workers, seconds);
        var behind = await SettleAsync(watchers, workers, TimeSpan.FromSeconds(5));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{connections} connections over {runs} runs, {seconds} s, {workers.Epochs.Sum()} epochs: {behind} behind 5 s after the last, {watchers.Sum(w => w.Gaps)} gaps; API {Mebibytes(Memory(api.Process)):F0} MiB"));

        // As long without them: what the process grows to by itself in that time is not theirs. (A shorter time counts some of it as theirs.)
        await LoadAsync(workers, options.Of("control-seconds", stuckSeconds));
        var (without, unsent) = (Memory(api.Process), SendQueues.Of(api.Address.Port));
        List<Watcher> idle = [.. Enumerable.Range(0, stuck).Select(i => new Watcher(hub, workers.Runs[i % runs]))];
        foreach (var watcher in idle) await watcher.StartAsync(StuckBuffer);
        await LoadAsync(workers, stuckSeconds);
        var harmed = await SettleAsync(watchers, workers, TimeSpan.FromSeconds(5));
        var (process, kernel) = (Memory(api.Process) - without, SendQueues.Of(api.Address.Port) - unsent);
        var each = Mebibytes(process + kernel) / Math.Max(1, stuck);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{stuck} more that did not read for {stuckSeconds} s: {each:F2} MiB each ({Mebibytes(process):F1} MiB of the process, which had {Mebibytes(without):F0}, and {Mebibytes(kernel):F1} in the kernel); {harmed} of the others behind"));
        reading.AddRange(idle.Select(watcher => Task.Run(() => watcher.ReadAsync(stop.Token))));
        var late = await SettleAsync(idle, workers, TimeSpan.FromSeconds(60));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"reading again: {stuck - late} of {stuck} have everything, {idle.Sum(w => w.Gaps)} gaps"));
        await stop.CancelAsync();
        await Task.WhenAll(reading);
        foreach (var watcher in watchers.Concat(idle)) await watcher.DisposeAsync();
        return behind + harmed + late == 0 && each < 1 && watchers.Concat(idle).All(w => w.Gaps == 0) ? 0 : 1;
    }

    private static Task LoadAsync(Workers workers, int seconds) => workers.RunAsync(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(seconds));

    private static async Task<int> SettleAsync(List<Watcher> watchers, Workers workers, TimeSpan atMost)
    {
        // Queued, running, then one event an epoch.
        var expected = workers.Runs.Zip(workers.Epochs).ToDictionary(run => run.First, run => run.Second + 2L);
        var watch = Stopwatch.StartNew();
        int behind;
        while ((behind = watchers.Count(w => w.Seq < expected[w.Run])) > 0 && watch.Elapsed < atMost) await Task.Delay(50);
        return behind;
    }

    private static double Mebibytes(long bytes) => bytes / 1048576.0;

    /// <summary>Bytes of the process that are its own, after what is free has been collected as far as it goes by itself.</summary>
    private static long Memory(Process api)
    {
        var line = File.ReadLines($"/proc/{api.Id}/status").First(text => text.StartsWith("RssAnon:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }
}
