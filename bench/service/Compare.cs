using System.Globalization;
using Microsoft.Playwright;
using TrainingService.Tests.Shared.Stored;

namespace TrainingService.Bench.Service;

/// <summary>Many long runs over one another in Chromium: from the click on a link to the frame in which all their curves stand.</summary>
internal static class Compare
{
    private const string ClickToDrawn = """
        async ([hash, runs]) => {
          location.hash = '#/workers';
          await new Promise((resolve) => setTimeout(resolve, 500));
          const echarts = await import('/lib/echarts-6.1.0/echarts.esm.min.js');
          const link = document.createElement('a');
          link.href = hash;
          document.body.append(link);
          const start = performance.now();
          link.click();
          while (true) {
            await new Promise((resolve) => requestAnimationFrame(resolve));
            const plot = document.querySelector('[data-testid=chart-compare] .plot');
            const chart = plot && echarts.getInstanceByDom(plot);
            const series = chart?.getModel().getSeries().filter((one) => one.getData().count() > 1).length ?? 0;
            if (series < runs) continue;
            // The frame that was rendered is on screen with the next one.
            await new Promise((resolve) => requestAnimationFrame(resolve));
            link.remove();
            return performance.now() - start;
          }
        }
        """;

    public static async Task<int> RunAsync(StoredService service, Options options)
    {
        var (count, epochs, rounds) = (options.Of("runs", 200), options.Of("epochs", 10_000), options.Of("rounds", 10));
        List<string> ids = [];
        for (var run = 0; run < count; run++)
        {
            var shift = run;
            ids.Add((await LongRuns.StoreAsync(
                service, $"sweep {run}", epochs, epoch => Math.Exp(-epoch / 3000.0) + (0.002 * shift) + (0.02 * Math.Sin(epoch * (1 + (shift / 50.0)))),
                $$$"""{"seed":{{{run}}},"optimizer":{"learning_rate":{{{run}}}} }""")).ToString());
        }

        await service.AnalyzeAsync();
        await using var api = await Programs.ApiAsync(options.Text("api"), service);
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync(new Uri(api.Address, "/#/workers"));
        await page.WaitForTimeoutAsync(1000);
        var hash = $"#/compare?runs={string.Join(',', ids)}&metric=loss";
        List<double> times = [];
        // The first one compiles what the service and the page need.
        for (var round = 0; round <= rounds; round++)
        {
            var time = await page.EvaluateAsync<double>(ClickToDrawn, new object[] { hash, count });
            if (round > 0) times.Add(time);
            else Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"first: {time:F0} ms"));
        }

        times.Sort();
        if (options.Text("picture") is { } file) await page.ScreenshotAsync(new PageScreenshotOptions { Path = file });
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{count} runs of {epochs} points over one another, click to drawn: median {times[times.Count / 2]:F0} ms, slowest {times[^1]:F0} ms over {rounds} times"));
        return times[times.Count / 2] < 1000 ? 0 : 1;
    }
}
