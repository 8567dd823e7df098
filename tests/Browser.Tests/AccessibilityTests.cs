using System.Text.Json;
using TrainingService.Browser.Tests.Hosting;
using TrainingService.Contracts.Runs;

namespace TrainingService.Browser.Tests;

/// <summary>axe-core's rules over each page, light and dark, wide and on a phone: none broken that it calls serious or critical.</summary>
public sealed class AccessibilityTests(Site site) : PageTest(site)
{
    private const string Check = """
        async () => (await axe.run(document, { resultTypes: ['violations'] })).violations
          .filter((rule) => rule.impact === 'serious' || rule.impact === 'critical')
          .map((rule) => `${rule.id}: ${rule.help}: ${rule.nodes.map((node) => node.target.join(' ')).join(', ')}`)
        """;

    [Theory]
    [InlineData("light", 1280)]
    [InlineData("dark", 1280)]
    [InlineData("light", 390)]
    public async Task No_page_breaks_a_serious_rule(string theme, int width)
    {
        var ids = new List<Guid>();
        foreach (var rate in new[] { 0.001, 0.01 })
        {
            var run = await Api.SubmitAsync(Specs.Digits($"accessible-{rate}", 2, rate));
            await Api.WaitAsync(run.Id, r => r.State == RunState.Succeeded);
            ids.Add(run.Id);
        }

        await Page.EmulateMediaAsync(new() { ColorScheme = theme == "dark" ? Microsoft.Playwright.ColorScheme.Dark : Microsoft.Playwright.ColorScheme.Light });
        await Page.SetViewportSizeAsync(width, 800);
        var axe = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "axe.min.js"));
        (string Address, string Ready)[] pages =
        [
            ("/#/runs", "tr[data-testid=run-row]"),
            ($"/#/runs/{ids[0]}", "[data-testid=result]"),
            ($"/#/compare?runs={string.Join(',', ids)}", "[data-testid=scatter] canvas"),
            ("/#/workers", "[data-testid=workers] tbody tr"),
            ("/#/submit", "[data-testid=editor]"),
            ("/#/datasets", "main h1"),
        ];
        List<string> found = [];
        foreach (var (address, ready) in pages)
        {
            await Page.GotoAsync(address);
            await Page.ReloadAsync();
            await Page.Locator(ready).First.WaitForAsync();
            await ScrollThroughAsync();
            // Not as a script element: the page's content security policy would refuse it.
            await Page.EvaluateAsync(axe);
            var broken = await Page.EvaluateAsync<JsonElement>(Check);
            found.AddRange(broken.EnumerateArray().Select(rule => $"{address} {rule.GetString()}"));
        }

        Assert.True(found.Count == 0, string.Join("\n", found));
    }
}
