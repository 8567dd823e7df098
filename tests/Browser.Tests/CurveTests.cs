using System.Diagnostics;
using Microsoft.Playwright;
using TrainingService.Browser.Tests.Hosting;
using TrainingService.Contracts.Runs;

namespace TrainingService.Browser.Tests;

/// <summary>The curves of a run's page: zoom, smoothing, axes, many of them.</summary>
public sealed class CurveTests(Site site) : PageTest(site)
{
    [StoreFact]
    public async Task A_run_with_three_hundred_metrics_is_drawn_quickly_and_only_where_one_looks()
    {
        await using var runs = new StoredRuns(Site.DataFolder);
        var metrics = new Dictionary<string, Func<int, double>> { ["loss"] = epoch => 1.0 / epoch, ["val_loss"] = epoch => 1.2 / epoch };
        for (var i = 1; i <= 298; i++)
        {
            var place = i;
            metrics[$"layer_{i % 20 + 1}/weight_norm_{i}"] = epoch => place + Math.Sin(epoch * 0.1);
        }

        var id = await runs.AddAsync(await AnyRunAsync(), "three-hundred", 200, metrics);
        var watch = Stopwatch.StartNew();
        await OpenRunAsync(id);
        await Page.Locator("[data-testid=chart-loss] canvas").WaitForAsync();
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(8), $"The first curve was drawn after {watch.Elapsed.TotalSeconds:F1} s.");
        Assert.InRange(await Page.Locator("canvas").CountAsync(), 1, 40);
        Assert.Equal(21, await Page.Locator("[data-group]").CountAsync());

        // Far below, nothing is drawn until one looks there; what is out of sight is given up.
        var last = Page.Locator("[data-testid='chart-layer_20/weight_norm_19']");
        Assert.Equal(0, await last.Locator("canvas").CountAsync());
        await last.ScrollIntoViewIfNeededAsync();
        await last.Locator("canvas").WaitForAsync();
        await Page.Locator("[data-testid=chart-loss] canvas").WaitForAsync(new() { State = WaitForSelectorState.Detached });

        watch.Restart();
        await Part("find-metric").FillAsync("layer_7/ norm_126");
        await Page.Locator("[data-testid='chart-layer_7/weight_norm_126'] canvas").WaitForAsync();
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(4), $"The found curve was drawn after {watch.Elapsed.TotalSeconds:F1} s.");
        Assert.Equal(1, await Page.Locator("figure.chart").CountAsync());
        AssertNoComplaints();
    }

    [StoreFact]
    public async Task A_one_point_spike_in_a_long_run_is_on_the_screen_and_zooming_reads_every_point_around_it()
    {
        const int Epochs = 1_000_000;
        const int Spike = 412_345;
        await using var runs = new StoredRuns(Site.DataFolder);
        var id = await runs.AddAsync(
            await AnyRunAsync(), "spike", Epochs, new Dictionary<string, Func<int, double>> { ["loss"] = epoch => epoch == Spike ? 100 : Math.Sin(epoch * 0.001) });
        await OpenRunAsync(id);
        var before = await SpikeAsync();
        Assert.InRange(before, 0.38, 0.45);
        Assert.Matches(@"^1,000,000 points, \d,\d{3} of them drawn, every peak among them", await Part("note-loss").InnerTextAsync());
        await Part("smoothing").FillAsync("0.9");
        Assert.Equal(before, await SpikeAsync(), 2);
        await Page.ReloadAsync();
        Assert.Equal(before, await SpikeAsync(), 2);

        await Page.GetByLabel("From", new() { Exact = true }).FillAsync("412300");
        await Page.Keyboard.PressAsync("Tab");
        await Page.GetByLabel("To", new() { Exact = true }).FillAsync("412400");
        await Page.Keyboard.PressAsync("Tab");
        await Part("note-loss").GetByText("All 101 points in this range.").WaitForAsync();
        await ShowPointsAsync("loss");
        await WaitForRowsAsync("loss", 100);
        Assert.Equal("100", await Part("points-loss").Locator($"td[data-epoch='{Spike}']").InnerTextAsync());

        // The address holds the range.
        await Page.ReloadAsync();
        await Part("note-loss").GetByText("All 101 points in this range.").WaitForAsync();
        await Part("reset-zoom").ClickAsync();
        await Part("note-loss").GetByText("1,000,000 points,").WaitForAsync();
        AssertNoComplaints();
    }

    [Fact]
    public async Task Dragging_over_a_curve_zooms_all_of_them_and_the_keyboard_does_too()
    {
        var run = await TrainedAsync(12);
        await OpenRunAsync(run.Id);
        var plot = Page.Locator("[data-testid=chart-loss] .plot");
        await ShowChartAsync("loss");
        var box = (await plot.BoundingBoxAsync())!;
        await Page.Mouse.MoveAsync(box.X + box.Width * 0.4f, box.Y + 80);
        await Page.Mouse.DownAsync();
        await Page.Mouse.MoveAsync(box.X + box.Width * 0.6f, box.Y + 90, new() { Steps = 4 });
        await Page.Mouse.UpAsync();
        await Page.WaitForURLAsync("**from=*");
        var (from, to) = (double.Parse(await Page.GetByLabel("From", new() { Exact = true }).InputValueAsync()), double.Parse(await Page.GetByLabel("To", new() { Exact = true }).InputValueAsync()));
        Assert.InRange(from, 4, 6);
        Assert.InRange(to, 7, 9);

        await plot.FocusAsync();
        await Page.Keyboard.PressAsync("ArrowRight");
        await Page.WaitForFunctionAsync("from => Number(document.getElementById('curves-from').value) > from", from);
        await Page.Keyboard.PressAsync("0");
        await Page.WaitForFunctionAsync("() => document.getElementById('curves-from').value === ''");
        await Page.Keyboard.PressAsync("+");
        await Page.WaitForFunctionAsync("() => document.getElementById('curves-from').value !== ''");
        await Part("reset-zoom").ClickAsync();
        Assert.DoesNotContain("from=", Page.Url, StringComparison.Ordinal);
        AssertNoComplaints();
    }

    [Fact]
    public async Task Curves_go_over_steps_and_time_too_on_a_log_scale_and_are_saved_as_an_image()
    {
        var run = await TrainedAsync(5);
        await OpenRunAsync(run.Id);
        await ShowPointsAsync("loss");
        await WaitForRowsAsync("loss", 4);
        await Part("curves-axis").SelectOptionAsync("step");
        var points = (await Api.MetricsAsync(run.Id)).Series["loss"];
        Assert.Equal(points.Select(point => point.Step.ToString()), await Part("points-loss").Locator("tbody th").AllInnerTextsAsync());
        await Part("curves-axis").SelectOptionAsync("time");
        Assert.Equal("time", await Part("points-loss").Locator("thead th").First.InnerTextAsync());
        await Page.Locator("[data-testid=chart-loss]").GetByLabel("log").CheckAsync();

        await Page.ReloadAsync();
        await ShowChartAsync("loss");
        Assert.Equal("time", await Part("curves-axis").InputValueAsync());
        Assert.True(await Page.Locator("[data-testid=chart-loss]").GetByLabel("log").IsCheckedAsync());
        var image = await Page.RunAndWaitForDownloadAsync(() => Page.GetByRole(AriaRole.Button, new() { Name = "Save Loss as image" }).ClickAsync());
        Assert.Equal("loss.png", image.SuggestedFilename);
        var bytes = await File.ReadAllBytesAsync((await image.PathAsync())!);
        Assert.Equal([0x89, 0x50, 0x4e, 0x47], bytes[..4]);
        Assert.True(bytes.Length > 5000);
        AssertNoComplaints();
    }

    [Fact]
    public async Task Smoothing_begins_at_the_first_value_forgets_by_distance_and_takes_the_means_of_what_was_thinned()
    {
        await Page.GotoAsync("/");
        var found = await Page.EvaluateAsync<string>("""
            async () => {
              const { smoothed } = await import('/js/charts/smooth.js');
              const { keepPeaks } = await import('/js/charts/thin.js');
              const at = (epoch, value) => ({ x: epoch, epoch, value });
              const round = (points) => points.map((p) => [p.x, Math.round(p.value * 1e4) / 1e4]);
              const many = Array.from({ length: 100_000 }, (_, i) => at(i + 1, i === 54_321 ? 9 : i === 77_777 ? NaN : Math.sin(i)));
              const kept = keepPeaks(many, 1000);
              return JSON.stringify({
                even: round(smoothed([at(1, 4), at(2, 2), at(3, NaN), at(4, 2)], 0.5)),
                off: round(smoothed([at(1, 4), at(2, 2)], 0)),
                thinned: round(smoothed([at(1, 0), at(10, 0)], 0.5, [{ first_epoch: 1, last_epoch: 2, points: 2, mean: 3 }, { first_epoch: 3, last_epoch: 4, points: 2, mean: 1 }])),
                fewer: kept.length <= 1000, spike: kept.some((p) => p.value === 9), gap: kept.some((p) => Number.isNaN(p.value)), ends: [kept[0].x, kept.at(-1).x],
              });
            }
            """);
        Assert.Equal(
            """{"even":[[1,4],[2,2.773],[4,2.3036]],"off":[[1,4],[2,2]],"thinned":[[1.5,3],[3.5,1.6667]],"fewer":true,"spike":true,"gap":true,"ends":[1,100000]}""", found);
    }

    private async Task<RunResource> TrainedAsync(int epochs)
    {
        var run = await Api.SubmitAsync(Specs.Digits("curves", epochs));
        return await Api.WaitAsync(run.Id, r => r.State == RunState.Succeeded);
    }

    private Task<RunResource> AnyRunAsync() => TrainedAsync(1);

    /// <summary>Where the line rises above everything else, as a share of the plot's width: told from the pixels of the upper half.</summary>
    private async Task<double> SpikeAsync()
    {
        await Part("note-loss").GetByText("every peak").WaitForAsync();
        // One frame more, in which the chart is painted.
        await Page.EvaluateAsync("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
        return await Page.Locator("[data-testid=chart-loss] canvas").First.EvaluateAsync<double>("""
            (canvas) => {
              const { width, height } = canvas;
              const copy = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
              copy.drawImage(canvas, 0, 0);
              const pixels = copy.getImageData(0, 0, width, Math.floor(height * 0.6)).data;
              const found = [];
              // Blue of the first line, on white; texts and grid are grey.
              for (let i = 0; i < pixels.length; i += 4) if (pixels[i + 3] > 40 && pixels[i + 2] - pixels[i] > 40) found.push((i / 4) % width);
              return found.length < 20 ? -1 : found.reduce((sum, x) => sum + x, 0) / found.length / width;
            }
            """);
    }
}
