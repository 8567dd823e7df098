using Microsoft.Playwright;
using TrainingService.Browser.Tests.Hosting;
using TrainingService.Contracts.Runs;

namespace TrainingService.Browser.Tests;

public sealed class RunTableTests(Site site) : PageTest(site)
{
    [Fact]
    public async Task The_table_is_filtered_sorted_and_widened_and_the_address_alone_brings_the_view_back()
    {
        await TrainAsync("rate-low", 0.0005);
        await TrainAsync("rate-high", 0.005);
        await TrainAsync("other", 0.001);

        await Page.GotoAsync("/#/runs");
        await Part("filter").FillAsync("name ~ rate-");
        await Part("filter").PressAsync("Enter");
        await Assertions.Expect(Rows).ToHaveCountAsync(2);
        await Assertions.Expect(Part("total")).ToHaveTextAsync("2 of 2 runs");

        await Part("columns").Locator("summary").ClickAsync();
        await Part("column-name").FillAsync("params.optimizer.learning_rate");
        await Part("column-name").PressAsync("Enter");
        await Part("columns").Locator("summary").ClickAsync();
        var sort = Page.GetByRole(AriaRole.Button, new() { Name = "optimizer.learning_rate" });
        await sort.ClickAsync();
        await ExpectOrderAsync("rate-low", "rate-high");
        await sort.ClickAsync();
        await ExpectOrderAsync("rate-high", "rate-low");
        await Assertions.Expect(Rows.First.Locator("td[data-column='params.optimizer.learning_rate']")).ToHaveTextAsync("0.005");

        await Page.ReloadAsync();
        await ExpectOrderAsync("rate-high", "rate-low");
        Assert.Equal("name ~ rate-", await Part("filter").InputValueAsync());
        AssertNoComplaints();
    }

    [Fact]
    public async Task A_wrong_filter_is_told_at_its_words_and_mended_with_a_click()
    {
        await TrainAsync("mended", 0.001);
        await Page.GotoAsync("/#/runs");
        await Part("filter").FillAsync("name = mended sttate = succeeded");
        await Part("filter").PressAsync("Enter");
        await Assertions.Expect(Part("filter-error").Locator("mark")).ToHaveTextAsync("sttate");
        await Part("filter-error").GetByRole(AriaRole.Button, new() { Name = "state" }).ClickAsync();
        await Assertions.Expect(Part("filter")).ToHaveValueAsync("name = mended state = succeeded");
        await Assertions.Expect(Rows).Not.ToHaveCountAsync(0);
        await Assertions.Expect(Part("filter-error")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Fields_signs_and_values_are_completed_by_keyboard()
    {
        await TrainAsync("completed", 0.001);
        await Page.GotoAsync("/#/runs");
        await Rows.First.WaitForAsync();
        var filter = Part("filter");
        await filter.PressSequentiallyAsync("val_loss.b");
        await Page.GetByRole(AriaRole.Option, new() { Name = "metrics.val_loss.best" }).WaitForAsync();
        await filter.PressAsync("ArrowDown");
        await filter.PressAsync("Tab");
        await Assertions.Expect(filter).ToHaveValueAsync("metrics.val_loss.best");
        await filter.PressSequentiallyAsync(" < 100 AND state = succ");
        await filter.PressAsync("ArrowDown");
        await filter.PressAsync("Enter");
        await Assertions.Expect(filter).ToHaveValueAsync("metrics.val_loss.best < 100 AND state = succeeded");
        await filter.PressAsync("Enter");
        await Assertions.Expect(Rows).Not.ToHaveCountAsync(0);
        await Assertions.Expect(Part("filter-error")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Parameters_and_scores_of_chosen_runs_are_drawn_against_each_other()
    {
        var ids = new List<Guid>();
        foreach (var rate in new[] { 0.0005, 0.005, 0.05 }) ids.Add(await TrainAsync($"relation-{rate}", rate));
        await Page.GotoAsync($"/#/compare?runs={string.Join(',', ids)}");
        await Part("parallel").Locator("canvas").First.WaitForAsync();
        await Part("scatter").Locator("canvas").First.WaitForAsync();
        Assert.Equal("optimizer.learning_rate", await Part("scatter-x").InputValueAsync());
        await Part("scatter-y").SelectOptionAsync("best val_accuracy");
        await Assertions.Expect(Part("brushed")).ToContainTextAsync("Drag along an axis");
        AssertNoComplaints();
    }

    [Fact]
    public async Task Runs_are_chosen_one_by_one_in_ranges_and_by_keyboard()
    {
        for (var n = 0; n < 5; n++) await SubmitAsync($"chosen-{n}");
        await OpenAsync("name ~ chosen-", 5);
        await Box(1).ClickAsync();
        await Box(3).ClickAsync(new() { Modifiers = [KeyboardModifier.Shift] });
        await Assertions.Expect(Part("selected")).ToHaveTextAsync("3 selected");
        await Assertions.Expect(Part("compare")).ToHaveTextAsync("Compare 3");
        await ExpectChosenAsync(false, true, true, true, false);

        // Arrows go from row to row; with Shift they choose on the way.
        await Part("clear-selection").ClickAsync();
        await Assertions.Expect(Part("bulk")).ToBeHiddenAsync();
        await Box(0).FocusAsync();
        await Page.Keyboard.PressAsync("ArrowDown");
        await Page.Keyboard.PressAsync("Space");
        await Page.Keyboard.PressAsync("Shift+ArrowDown");
        await Page.Keyboard.PressAsync("Shift+ArrowDown");
        await ExpectChosenAsync(false, true, true, true, false);
        await Page.Keyboard.PressAsync("Control+a");
        await ExpectChosenAsync(true, true, true, true, true);
        await Page.Keyboard.PressAsync("Escape");
        await ExpectChosenAsync(false, false, false, false, false);
        AssertNoComplaints();
    }

    [Fact]
    public async Task Chosen_runs_are_acted_on_together_and_each_ones_outcome_is_shown()
    {
        await TrainAsync("bulk-done", 0.001);
        await SubmitAsync("bulk-waits");
        await OpenAsync("name ~ bulk-", 2);
        await Page.GetByLabel("Select all that are shown").CheckAsync();
        await Part("bulk-pause").ClickAsync();
        await Part("bulk-result").GetByText("Pause: 1 run, 1 refused.").WaitForAsync();
        var items = Part("bulk-items").Locator("tbody tr");
        await Assertions.Expect(items).ToHaveCountAsync(2);
        // What was refused comes first, with the reason in words.
        await Assertions.Expect(items.First).ToContainTextAsync("bulk-done");
        await Assertions.Expect(items.First).ToContainTextAsync("succeeded");
        Assert.Equal("409", await items.First.GetAttributeAsync("data-status"));
        await Assertions.Expect(Part("bulk")).ToBeHiddenAsync();
        AssertNoComplaints();
    }

    [Fact]
    public async Task All_runs_that_match_the_filter_are_acted_on_also_those_that_no_page_shows()
    {
        const int Count = 53;
        var ids = new List<Guid>();
        for (var n = 0; n < Count; n++) ids.Add(await SubmitAsync("matching-all"));
        await OpenAsync("name = matching-all", 50);
        await Assertions.Expect(Part("total")).ToHaveTextAsync($"50 of {Count} runs");
        await Page.GetByLabel("Select all that are shown").CheckAsync();
        await Part("select-matching").ClickAsync();
        await Assertions.Expect(Part("selected")).ToHaveTextAsync($"All {Count} that match");
        await Part("bulk-cancel").ClickAsync();
        await Page.GetByText("name = matching-all", new() { Exact = true }).WaitForAsync();
        await Part("bulk-confirm").ClickAsync();
        await Part("bulk-result").GetByText($"Cancel: {Count} runs.").WaitForAsync();
        foreach (var id in ids) await Api.WaitAsync(id, r => r.State == RunState.Cancelled);

        // And gone for good, when that is asked for and confirmed.
        await Page.GetByLabel("Select all that are shown").CheckAsync();
        await Part("select-matching").ClickAsync();
        await Part("bulk-delete").ClickAsync();
        await Part("bulk-confirm").ClickAsync();
        await Part("bulk-result").GetByText($"Delete: {Count} runs.").WaitForAsync();
        await Page.GetByText("No run matches the filter.").WaitForAsync();
        foreach (var id in ids) Api.Forget(id);
        AssertNoComplaints();
    }

    [Fact]
    public async Task A_view_is_kept_under_a_name_and_its_link_brings_it_to_another_browser()
    {
        await SubmitAsync("viewed");
        await OpenAsync("name = viewed", 1);
        await Part("views").Locator("summary").ClickAsync();
        await Part("view-name").FillAsync("Mine & yours");
        await Part("save-view").ClickAsync();
        await Assertions.Expect(Part("views").Locator("summary")).ToHaveTextAsync("View: Mine & yours");
        var link = Page.Url;

        // Another filter is not that view any more; its entry brings it back, after a reload too.
        await Part("filter").FillAsync("name = nobody");
        await Part("filter").PressAsync("Enter");
        await Assertions.Expect(Part("views").Locator("summary")).ToHaveTextAsync("Views");
        await Page.ReloadAsync();
        await Part("views").Locator("summary").ClickAsync();
        await Part("views").GetByRole(AriaRole.Link, new() { Name = "Mine & yours" }).ClickAsync();
        await Assertions.Expect(Part("filter")).ToHaveValueAsync("name = viewed");
        await Assertions.Expect(Rows).ToHaveCountAsync(1);
        Assert.Equal(link, Page.Url);

        await using var other = await Context.Browser!.NewContextAsync();
        var page = await other.NewPageAsync();
        await page.GotoAsync(link);
        await Assertions.Expect(page.GetByTestId("filter")).ToHaveValueAsync("name = viewed");
        await page.GetByTestId("views").Locator("summary").ClickAsync();
        await Assertions.Expect(page.GetByTestId("view-name")).ToHaveValueAsync("Mine & yours");
        await page.GetByTestId("save-view").ClickAsync();
        await page.GetByTestId("views").GetByRole(AriaRole.Link, new() { Name = "Mine & yours" }).WaitForAsync();
        AssertNoComplaints();
    }

    private ILocator Rows => Part("run-row");

    private ILocator Box(int row) => Rows.Nth(row).Locator("input[type=checkbox]");

    private async Task ExpectChosenAsync(params bool[] rows)
    {
        for (var i = 0; i < rows.Length; i++) await Assertions.Expect(Box(i)).ToBeCheckedAsync(new() { Checked = rows[i] });
    }

    private async Task OpenAsync(string filter, int rows)
    {
        await Page.GotoAsync($"/#/runs?filter={Uri.EscapeDataString(filter)}");
        await Assertions.Expect(Rows).ToHaveCountAsync(rows);
    }

    /// <summary>A run that is still there when the test ends.</summary>
    private async Task<Guid> SubmitAsync(string name) => (await Api.SubmitAsync(Specs.Digits(name, Specs.Endless))).Id;

    private async Task<Guid> TrainAsync(string name, double rate)
    {
        var run = await Api.SubmitAsync(Specs.Digits(name, 2, rate));
        await Api.WaitAsync(run.Id, r => r.State == RunState.Succeeded);
        return run.Id;
    }

    private async Task ExpectOrderAsync(params string[] names)
    {
        for (var i = 0; i < names.Length; i++) await Assertions.Expect(Rows.Nth(i).Locator("th a")).ToHaveTextAsync(names[i]);
    }
}
