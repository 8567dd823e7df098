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
            found.AddRange((await BrokenAsync()).Select(rule => $"{address} {rule}"));
        }

        Assert.True(found.Count == 0, string.Join("\n", found));
    }

    [Theory]
    [InlineData("light")]
    [InlineData("dark")]
    public async Task Neither_does_the_editor_with_errors_and_completions(string theme)
    {
        await Page.EmulateMediaAsync(new() { ColorScheme = theme == "dark" ? Microsoft.Playwright.ColorScheme.Dark : Microsoft.Playwright.ColorScheme.Light });
        await Page.GotoAsync("/#/submit");
        await Page.WaitForLoadStateAsync(Microsoft.Playwright.LoadState.NetworkIdle);
        var spec = Specs.Digits("axe", 3);
        spec["model"]!["layers"]![1]!["unitz"] = 3;
        var text = spec.ToJsonString(new() { WriteIndented = true });
        await Part("editor").FillAsync(text);
        await Part("spec-errors").WaitForAsync();
        await Part("editor").EvaluateAsync("(area) => area.setSelectionRange(1, 1)");
        await Page.Keyboard.PressAsync("Control+Space");
        await Part("spec-offers").WaitForAsync();
        var broken = await BrokenAsync();
        Assert.True(broken.Count == 0, string.Join("\n", broken));
    }

    private async Task<IReadOnlyList<string>> BrokenAsync()
    {
        // Not as a script element: the page's content security policy would refuse it.
        await Page.EvaluateAsync(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "axe.min.js")));
        var broken = await Page.EvaluateAsync<JsonElement>(Check);
        return [.. broken.EnumerateArray().Select(rule => rule.GetString()!)];
    }
}
