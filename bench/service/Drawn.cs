using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using TrainingService.Contracts.Json;
using TrainingService.Contracts.Runs;
using TrainingService.Tests.Shared.Stored;

namespace TrainingService.Bench.Service;

/// <summary>
/// From the commit of an epoch in a worker to the frame that shows it in Chromium, while other runs train: API, worker, Postgres and browser are processes of
/// their own. Counts from the time that the epoch's transaction was given by the database, so that its commit is part of it, to the frame after the chart was
/// rendered with it. One machine, one clock.
/// </summary>
internal static class Drawn
{
    /// <summary>Notes for each epoch when a frame with it has been shown. An epoch that a later one overtakes counts with that one's frame.</summary>
    private const string Follow = """
        async () => {
          const echarts = await import('/lib/echarts-6.1.0/echarts.esm.min.js');
          const chart = echarts.getInstanceByDom(document.querySelector('[data-testid=chart-loss] .plot'));
          window.drawn = {};
          let last = null;
          chart.on('rendered', () => {
            const data = chart.getModel().getSeriesByIndex(0)?.getData();
            const epoch = data?.count() > 0 ? data.get(data.mapDimension('x'), data.count() - 1) : 0;
            if (last !== null && epoch > last) {
              const from = last + 1;
              requestAnimationFrame(() => { for (let e = from; e <= epoch; e++) window.drawn[e] ??= Date.now(); });
            }
            last = epoch;
          });
        }
        """;

    public static async Task<int> RunAsync(StoredService service, Options options)
    {
        var (others, events) = (options.Of("others", 20), options.Of("events", 200));
        await using var api = await Programs.ApiAsync(options.Text("api"), service);
        await using var worker = Programs.Worker(options.Text("worker"), service, others + 1, threads: 1);
        using var client = new HttpClient { BaseAddress = new Uri(api.Address, "/api/v1/") };
        var watched = await SubmitAsync(client, "watched", options.Of("units", 512));
        for (var n = 0; n < others; n++) await SubmitAsync(client, $"other {n}", options.Of("units", 512));
        await WaitAsync(client, watched, run => run.Progress?.Epoch > 1);

        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync(new Uri(api.Address, $"/#/runs/{watched}"));
        await page.Locator("[data-testid=chart-loss] canvas").WaitForAsync();
        await page.EvaluateAsync(Follow);
        // Asked from outside: the page's content security policy forbids what Playwright would wait with.
        while (await page.EvaluateAsync<int>("() => Object.keys(window.drawn).length") < events) await Task.Delay(500);
        // As text: Playwright's own way back makes strings of numbers this large.
        var drawn = JsonSerializer.Deserialize<Dictionary<string, double>>(await page.EvaluateAsync<string>("() => JSON.stringify(window.drawn)"))!;
        var training = (await client.GetFromJsonAsync<Page<RunResource>>("runs?filter=state%20%3D%20running&limit=200", ContractsJson.Options))!.Items.Count;

        var history = (await client.GetFromJsonAsync<MetricHistory>($"runs/{watched}/metrics?keys=loss&max_points=5000", ContractsJson.Options))!;
        var committed = history.Series["loss"].ToDictionary(point => point.Epoch, point => (point.At - DateTime.UnixEpoch).TotalMilliseconds);
        List<double> times = [.. drawn.Select(e => e.Value - committed[int.Parse(e.Key, CultureInfo.InvariantCulture)]).Order()];
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"committed to drawn: p50 {At(0.5):F0} ms, p95 {At(0.95):F0} ms, slowest {times[^1]:F0} ms over {times.Count} epochs; {training} runs in training"));
        return At(0.5) < 100 && At(0.95) < 250 ? 0 : 1;

        double At(double share) => times[Math.Min(times.Count - 1, (int)(times.Count * share))];
    }

    private static async Task<Guid> SubmitAsync(HttpClient client, string name, int units)
    {
        var spec = new JsonObject
        {
            ["name"] = name,
            ["dataset"] = new JsonObject { ["name"] = "digits", ["validation"] = new JsonObject { ["fraction"] = 0.2 } },
            ["model"] = new JsonObject
            {
                ["layers"] = new JsonArray(
                    new JsonObject { ["type"] = "flatten" },
                    new JsonObject { ["type"] = "dense", ["units"] = units, ["activation"] = "relu" },
                    new JsonObject { ["type"] = "dense", ["units"] = units, ["activation"] = "relu" },
                    new JsonObject { ["type"] = "dense", ["units"] = 10 }),
            },
            ["loss"] = "cross_entropy",
            ["metrics"] = new JsonArray("accuracy"),
            ["optimizer"] = new JsonObject { ["type"] = "sgd", ["learning_rate"] = 0.0001 },
            ["training"] = new JsonObject { ["epochs"] = 100_000, ["batch_size"] = 16 },
        };
        return (await Submission.SubmitAsync(client, spec)).Id;
    }

    private static async Task WaitAsync(HttpClient client, Guid id, Func<RunResource, bool> until)
    {
        while (!until((await client.GetFromJsonAsync<RunResource>($"runs/{id}", ContractsJson.Options))!)) await Task.Delay(200);
    }
}
