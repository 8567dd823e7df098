using System.Collections.Concurrent;
using Microsoft.Playwright;
using TrainingService.Browser.Tests.Hosting;

namespace TrainingService.Browser.Tests;

/// <summary>A test with a browser profile and a tab of its own.</summary>
[Collection(SiteCollection.Name)]
public abstract class PageTest(Site site) : IAsyncLifetime
{
    private readonly ConcurrentQueue<string> complaints = new();
    private IBrowserContext context = null!;

    protected IPage Page { get; private set; } = null!;

    protected IBrowserContext Context => context;

    protected RunsApi Api { get; } = new(site.Address);

    protected Site Site => site;

    public async Task InitializeAsync()
    {
        context = await site.Browser.NewContextAsync(new() { BaseURL = site.Address.ToString() });
        context.SetDefaultTimeout(30_000);
        Page = await context.NewPageAsync();
        Page.PageError += (_, error) => complaints.Enqueue(error);
        // Chromium itself logs answers that are no success; the page shows those to people, and that is tested.
        Page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal)) complaints.Enqueue(message.Text);
        };
    }

    public async Task DisposeAsync()
    {
        await context.DisposeAsync();
        await Api.DisposeAsync();
    }

    /// <summary>Fails when a script threw, or something was logged as an error: violations of the content security policy are.</summary>
    protected void AssertNoComplaints() => Assert.Empty(complaints);

    protected ILocator Part(string name) => Page.GetByTestId(name);

    protected Task OpenRunAsync(Guid id) => Page.GotoAsync($"/#/runs/{id}");

    /// <summary>Waits until the run page shows a state.</summary>
    protected Task WaitForStateAsync(string state, int milliseconds = 30_000) =>
        Page.Locator($"h1 + span [data-state={state}]").WaitForAsync(new() { Timeout = milliseconds });

    /// <summary>Waits until the table of a chart has more rows than that, and gives how many.</summary>
    protected async Task<int> WaitForRowsAsync(string chart, int moreThan)
    {
        var rows = Part($"points-{chart}").Locator("tbody tr");
        await rows.Nth(moreThan).WaitForAsync(new() { State = WaitForSelectorState.Attached });
        return await rows.CountAsync();
    }

    /// <summary>Goes to a chart, which is drawn only where one looks.</summary>
    protected async Task ShowChartAsync(string chart)
    {
        var figure = Part($"chart-{chart}");
        await figure.WaitForAsync();
        await figure.ScrollIntoViewIfNeededAsync();
        await figure.Locator("canvas").First.WaitForAsync();
    }

    /// <summary>Scrolls through the page, so that what is read when it comes into view is there.</summary>
    protected async Task ScrollThroughAsync()
    {
        for (var y = 0; y < await Page.EvaluateAsync<int>("() => document.documentElement.scrollHeight"); y += 500)
        {
            await Page.EvaluateAsync("(y) => scrollTo(0, y)", y);
            await Page.WaitForTimeoutAsync(60);
        }
    }

    /// <summary>Opens a chart's table of numbers.</summary>
    protected Task ShowPointsAsync(string chart) => Part($"show-points-{chart}").ClickAsync();
}
