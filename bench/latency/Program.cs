using System.Globalization;
using Microsoft.Playwright;

namespace TrainingService.Latency;

/// <summary>
/// Measures, in a real Chromium, the time from sending a spec to the first progress event of its run on the SignalR connection:
/// <c>Latency ADDRESS SPEC.json [submissions]</c> against a running service. Each run is cancelled once its first progress has come.
/// </summary>
internal static class Program
{
    private const string Submit = """
        async (spec) => {
          const connection = new signalR.HubConnectionBuilder().withUrl("/hubs/runs").build();
          await connection.start();
          const sent = performance.now();
          const response = await fetch("/api/v1/runs", { method: "POST", headers: { "content-type": "application/json" }, body: spec });
          const run = await response.json();
          const first = await new Promise((resolve, reject) => connection.stream("WatchRun", run.id, 0).subscribe({
            next: (event) => { if (event.type === "progress") resolve(performance.now()); },
            error: reject,
            complete: () => reject(new Error("the run ended without progress")),
          }));
          await fetch(`/api/v1/runs/${run.id}/cancel`, { method: "POST" });
          for (let state = ""; !["cancelled", "succeeded", "failed"].includes(state);)
            state = (await (await fetch(`/api/v1/runs/${run.id}`)).json()).state;
          await connection.stop();
          return first - sent;
        }
        """;

    private static async Task<int> Main(string[] arguments)
    {
        if (arguments.Length < 2)
        {
            Console.Error.WriteLine("usage: Latency ADDRESS SPEC.json [submissions]");
            return 2;
        }

        var spec = await File.ReadAllTextAsync(arguments[1]);
        var count = arguments.Length > 2 ? int.Parse(arguments[2], CultureInfo.InvariantCulture) : 10;
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM_PATH") ?? "/usr/bin/chromium",
            Args = ["--no-sandbox"],
        });
        var page = await browser.NewPageAsync();
        await page.GotoAsync(arguments[0]);
        var times = new List<double>();
        for (var i = 0; i < count; i++)
        {
            times.Add(await page.EvaluateAsync<double>(Submit, spec));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"submission {i + 1}: {times[^1]:F0} ms"));
        }

        times.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"median {times[times.Count / 2]:F0} ms, fastest {times[0]:F0}, slowest {times[^1]:F0}"));
        return 0;
    }
}
