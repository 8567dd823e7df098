using System.Collections.Concurrent;
using System.Text.Json;
using TrainingService.Browser.Tests.Hosting;
using TrainingService.Contracts.Json;
using TrainingService.Contracts.Runs;
using TrainingService.Tests.Shared.Stored;

namespace TrainingService.Browser.Tests;

/// <summary>Comparisons of more than people look at one by one. How fast they are is measured by bench/service.</summary>
public sealed class ManyRunsTests(Site site, TwoReplicas service) : PageTest(site), IClassFixture<TwoReplicas>
{
    /// <summary>Columns of the plot whose topmost drawn pixel lies in its upper fifth, as shares of its width.</summary>
    private const string PeaksOnScreen = """
        canvas => {
          const { width, height } = canvas;
          const { data } = canvas.getContext('2d').getImageData(0, 0, width, height);
          const vivid = (at) => data[at + 3] > 60 && Math.max(data[at], data[at + 1], data[at + 2]) - Math.min(data[at], data[at + 1], data[at + 2]) > 60;
          const peaks = [];
          for (let x = 0; x < width; x++)
            for (let y = 0; y < height / 5; y++) if (vivid((y * width + x) * 4)) { peaks.push(x / width); break; }
          return peaks;
        }
        """;

    [Fact]
    public async Task Two_hundred_runs_are_overlaid_by_one_call_with_every_point_and_every_name()
    {
        var ids = new List<Guid>();
        for (var run = 0; run < 200; run++)
        {
            var start = run;
            ids.Add(await LongRuns.StoreAsync(service.Stored, $"sweep-{run}", 20, epoch => (start * 0.01) + (1.0 / epoch), $$$"""{"seed":{{{run}}},"optimizer":{"learning_rate":{{{run}}} } }"""));
        }

        var calls = new ConcurrentQueue<string>();
        Page.Request += (_, request) =>
        {
            if (request.Url.Contains("/api/v1/", StringComparison.Ordinal)) calls.Enqueue(new Uri(request.Url).AbsolutePath);
        };
        await GotoAsync($"#/compare?runs={string.Join(',', ids)}&metric=loss");
        await Page.Locator("[data-testid=chart-compare] canvas").WaitForAsync();
        await Part("differences").Locator("tbody tr").Nth(199).WaitForAsync();
        Assert.Equal(["/api/v1/metrics", "/api/v1/runs/compare"], calls.Order());

        await ShowPointsAsync("compare");
        await WaitForRowsAsync("compare", 19);
        var shown = (await ShownPoints.ReadAsync(Page, "compare")).ToLookup(point => point.Series, point => point.Value);
        for (var run = 0; run < ids.Count; run++) Assert.Equal(Enumerable.Range(1, 20).Select(epoch => (run * 0.01) + (1.0 / epoch)), shown[ids[run].ToString()]);
        await Page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Take sweep-7 out" }).ClickAsync();
        await Page.GetByText("199 runs; point at a line").WaitForAsync();
        AssertNoComplaints();
    }

    [Fact]
    public async Task A_peak_of_one_point_among_a_hundred_thousand_is_on_screen_and_after_a_refresh_again()
    {
        const int Points = 100_000, Spike = 61_803;
        var with = await LongRuns.StoreAsync(service.Stored, "spiky", Points, epoch => epoch == Spike ? 9 : Math.Exp(-epoch / 20_000.0));
        var without = await LongRuns.StoreAsync(service.Stored, "smooth", Points, epoch => Math.Exp(-epoch / 30_000.0));
        List<double[]> seen = [];
        for (var visit = 0; visit < 2; visit++)
        {
            await GotoAsync($"#/compare?runs={with},{without}&metric=loss");
            if (visit > 0) await Page.ReloadAsync();
            var canvas = Page.Locator("[data-testid=chart-compare] canvas");
            await canvas.WaitForAsync();
            await Part("scores").WaitForAsync();
            await Page.WaitForTimeoutAsync(300);
            seen.Add(await canvas.EvaluateAsync<double[]>(PeaksOnScreen));
        }

        // One place, where it belongs: the plot is a little narrower than its canvas.
        Assert.NotEmpty(seen[0]);
        Assert.All(seen[0], x => Assert.InRange(x, 0.58, 0.66));
        Assert.Equal(seen[0], seen[1]);
        AssertNoComplaints();
    }

    [Fact]
    public async Task Repetitions_have_their_mean_and_deviation_and_everything_can_be_taken_away_as_CSV_and_JSON()
    {
        var ids = new List<Guid>();
        foreach (var seed in new[] { 1, 2, 3 })
        {
            var last = seed;
            ids.Add(await LongRuns.StoreAsync(service.Stored, "repeated", 3, epoch => last + (3 - epoch), $$$"""{"seed":{{{seed}}},"training":{"epochs":3}}"""));
        }

        await GotoAsync($"#/compare?runs={string.Join(',', ids)}&x=step");
        var row = Part("seed-groups").Locator("tbody tr");
        await Microsoft.Playwright.Assertions.Expect(row.Locator("td[data-metric=loss]")).ToHaveTextAsync("2 ± 1");
        Assert.Equal("step", await Part("axis").InputValueAsync());
        Assert.Equal("loss", await Part("metric").InputValueAsync());

        using var client = new HttpClient();
        var csv = await client.GetStringAsync(new Uri(await Part("csv").GetAttributeAsync("href") ?? ""));
        Assert.Equal(4, csv.Trim().Split('\n').Length);
        var json = await client.GetStringAsync(new Uri(await Part("json").GetAttributeAsync("href") ?? ""));
        Assert.Equal(ids, JsonSerializer.Deserialize<RunComparison>(json, ContractsJson.Options)!.Runs.Select(run => run.Id));
        AssertNoComplaints();
    }

    private Task<Microsoft.Playwright.IResponse?> GotoAsync(string place) => Page.GotoAsync(new Uri(service.Address, place).ToString());
}
