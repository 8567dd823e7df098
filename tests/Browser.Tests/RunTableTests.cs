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

    private ILocator Rows => Part("run-row");

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
