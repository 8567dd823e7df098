using System.Text.Json.Nodes;
using Microsoft.Playwright;
using TrainingService.Browser.Tests.Hosting;
using TrainingService.Contracts.Runs;

namespace TrainingService.Browser.Tests;

public sealed class RobustnessTests(Site site) : PageTest(site)
{
    [Fact]
    public async Task Values_that_are_not_finite_are_a_marked_and_listed_gap_and_break_nothing()
    {
        var run = await Api.SubmitAsync(Specs.Digits("gaps", 8));
        await Api.WaitAsync(run.Id, r => r.State == RunState.Succeeded);
        await Page.RouteAsync("**/metrics", async route =>
        {
            var answer = await route.FetchAsync();
            var history = JsonNode.Parse(await answer.TextAsync())!;
            foreach (var epoch in new[] { 3, 4 }) history["series"]!["loss"]![epoch - 1]!["value"] = "NaN";
            history["series"]!["loss"]![7]!["value"] = "Infinity";
            await route.FulfillAsync(new() { Response = answer, Body = history.ToJsonString() });
        });
        await OpenRunAsync(run.Id);
        await ShowChartAsync("loss");
        await Part("gaps-loss").GetByText("training: NaN in epochs 3–4; ∞ in epoch 8").WaitForAsync();
        await ShowPointsAsync("loss");
        await WaitForRowsAsync("loss", 7);
        var shown = (await ShownPoints.ReadAsync(Page, "loss")).Where(p => p.Series == "loss").Select(p => p.Value).ToList();
        Assert.Equal([3, 4], shown.Select((value, index) => (value, index)).Where(p => double.IsNaN(p.value)).Select(p => p.index + 1));
        Assert.True(double.IsPositiveInfinity(shown[7]));
        Assert.True(await Page.Locator("[data-testid=chart-loss] canvas").IsVisibleAsync());
        AssertNoComplaints();
    }

    [Fact]
    public async Task A_finished_run_shows_its_scores_its_confusion_matrix_and_its_spec()
    {
        var run = await Api.SubmitAsync(Specs.Digits("finished", 5));
        var result = (await Api.WaitAsync(run.Id, r => r.State == RunState.Succeeded)).Result!;
        await OpenRunAsync(run.Id);
        await Part("confusion-matrix").WaitForAsync();
        var shown = await Part("confusion-matrix").Locator("tbody tr").EvaluateAllAsync<int[][]>(
            "rows => rows.map(row => [...row.querySelectorAll('.right, .wrong')].map(cell => Number(cell.textContent.replaceAll(',', ''))))");
        Assert.Equal(result.ConfusionMatrix!, shown);
        Assert.Contains($"{result.TestMetrics["test_accuracy"] * 100:F2} %", await Part("result").InnerTextAsync(), StringComparison.Ordinal);
        await Page.GetByText("Spec, as trained").ClickAsync();
        await Part("spec").WaitForAsync();
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(run.Spec.GetRawText()), JsonNode.Parse(await Part("spec").InnerTextAsync())));
        AssertNoComplaints();
    }

    [Theory]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task No_page_breaks_the_content_security_policy_logs_an_error_or_is_wider_than_the_screen(int width, ColorScheme colors)
    {
        var run = await Api.SubmitAsync(Specs.Digits("visited", 3));
        await Api.WaitAsync(run.Id, r => r.State == RunState.Succeeded);
        await Page.SetViewportSizeAsync(width, 800);
        await Page.EmulateMediaAsync(new() { ColorScheme = colors });
        var answer = await Page.GotoAsync("/");
        Assert.Contains("script-src 'self'", await answer!.HeaderValueAsync("content-security-policy"), StringComparison.Ordinal);

        foreach (var (address, ready) in new[]
        {
            ("/#/runs", "tr[data-testid=run-row]"), ($"/#/runs/{run.Id}", "[data-testid=chart-loss]"), ("/#/submit", "[data-testid=editor]"),
            ($"/#/compare?runs={run.Id}", "[data-testid=chart-compare] canvas"), ("/#/workers", "[data-testid=workers] tbody tr"), ("/#/datasets", "main h1"),
        })
        {
            await Page.GotoAsync(address);
            await Page.Locator(ready).First.WaitForAsync();
            await Page.Locator("#theme").ClickAsync();
            // The bar is widest when it says how the connection is.
            await Page.Locator("#live[data-state=live]").WaitForAsync();
            Assert.Equal(width, await Page.EvaluateAsync<int>("() => Math.max(innerWidth, document.documentElement.scrollWidth)"));
        }

        AssertNoComplaints();
    }

    [Fact]
    public async Task A_run_that_is_not_there_is_said_in_words()
    {
        await OpenRunAsync(Guid.Empty);
        await Part("error").WaitForAsync();
        AssertNoComplaints();
    }
}
