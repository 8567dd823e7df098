using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace TrainingService.Bench.Service;

/// <summary>
/// Many connections to an API process of its own while runs train: whether any is behind at the end, and what connections that stop reading cost the
/// process. Needs Postgres, since the epochs are committed by this process.
/// </summary>
internal static class Watch
{
    public static async Task<int> RunAsync(BenchDatabase database, Options options)
    {
        var (connections, stuck, runs, seconds) = (options.Of("connections", 2000), options.Of("stuck", 100), options.Of("runs", 50), options.Of("seconds", 60));
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        using var api = Start(options.Text("api") ?? throw new ArgumentException("--api names the program: …/TrainingService.Api.dll"), address, database);
        try
        {
            await ReadyAsync(address, api);
            var workers = new Workers(database, options.Of("metrics", 10));
            await workers.StartAsync(runs);
            var hub = new Uri(address, "/hubs/runs");
            List<Watcher> watchers = [.. Enumerable.Range(0, connections).Select(i => new Watcher(hub, workers.Runs[i % runs]))];
            foreach (var watcher in watchers) await watcher.StartAsync();
            using var stop = new CancellationTokenSource();
            var reading = watchers.Select(watcher => Task.Run(() => watcher.ReadAsync(stop.Token))).ToList();
            await workers.RunAsync(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10));
            var without = Memory(api);

            List<Watcher> idle = [.. Enumerable.Range(0, stuck).Select(i => new Watcher(hub, workers.Runs[i % runs]))];
            foreach (var watcher in idle) await watcher.StartAsync();
            await workers.RunAsync(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(seconds));
            var with = Memory(api);
            var behind = await SettleAsync(watchers, workers, TimeSpan.FromSeconds(5));
            await stop.CancelAsync();
            await Task.WhenAll(reading);

            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{connections} connections over {runs} runs, {workers.Epochs.Sum()} epochs: {behind} behind 5 s after the last, {watchers.Sum(w => w.Gaps)} gaps; API {without / 1048576.0:F0} MiB"));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{stuck} connections that did not read for {seconds} s: API {with / 1048576.0:F0} MiB, {(with - without) / 1048576.0 / Math.Max(1, stuck):F2} MiB each"));
            foreach (var watcher in watchers.Concat(idle)) await watcher.DisposeAsync();
            return behind == 0 ? 0 : 1;
        }
        finally
        {
            api.Kill();
            await api.WaitForExitAsync();
        }
    }

    private static async Task<int> SettleAsync(List<Watcher> watchers, Workers workers, TimeSpan atMost)
    {
        // Queued, running, then one event an epoch.
        var expected = workers.Runs.Zip(workers.Epochs).ToDictionary(run => run.First, run => run.Second + 2L);
        var watch = Stopwatch.StartNew();
        int behind;
        while ((behind = watchers.Count(w => w.Seq < expected[w.Run])) > 0 && watch.Elapsed < atMost) await Task.Delay(50);
        return behind;
    }

    /// <summary>Bytes of the process that are its own, after what is free has been collected as far as it goes by itself.</summary>
    private static long Memory(Process api)
    {
        var line = File.ReadLines($"/proc/{api.Id}/status").First(text => text.StartsWith("RssAnon:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }

    private static Process Start(string program, Uri address, BenchDatabase database)
    {
        var start = new ProcessStartInfo("dotnet", [program]) { RedirectStandardOutput = true };
        start.Environment["ASPNETCORE_URLS"] = address.ToString();
        start.Environment["ConnectionStrings__Training"] = database.Options.ConnectionString;
        start.Environment["Storage__DataFolder"] = database.Options.DataFolder;
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        var api = Process.Start(start)!;
        api.OutputDataReceived += (_, line) => Console.Error.WriteLine(line.Data);
        api.BeginOutputReadLine();
        return api;
    }

    private static async Task ReadyAsync(Uri address, Process api)
    {
        using var client = new HttpClient { BaseAddress = address };
        while (true)
        {
            if (api.HasExited) throw new InvalidOperationException("The API ended.");
            try
            {
                if ((await client.GetAsync(new Uri("/healthz/ready", UriKind.Relative))).IsSuccessStatusCode) return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(200);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
