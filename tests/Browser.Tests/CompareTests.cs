using TrainingService.Browser.Tests.Hosting;
using TrainingService.Contracts.Runs;

namespace TrainingService.Browser.Tests;

public sealed class CompareTests(Site site) : PageTest(site)
{
    [Fact]
    public async Task Two_runs_chosen_in_the_list_are_overlaid_with_only_the_parameter_that_differs()
    {
        var slow = await Api.SubmitAsync(Specs.Digits("slow", 6, 0.0005));
        var fast = await Api.SubmitAsync(Specs.Digits("fast", 6, 0.005));
        foreach (var run in new[] { slow, fast }) await Api.WaitAsync(run.Id, r => r.State == RunState.Succeeded);

        await Page.GotoAsync("/");
        await Page.GetByLabel("Select slow to compare").First.CheckAsync();
        await Page.GetByLabel("Select fast to compare").First.CheckAsync();
        await Part("compare").ClickAsync();

        await Part("differences").WaitForAsync();
        var row = Assert.Single(await Part("differences").Locator("tbody tr").AllAsync());
        Assert.Equal("optimizer.learning_rate", await row.GetAttributeAsync("data-row"));
        Assert.Equal("0.0005", await row.Locator($"td[data-run='{slow.Id}']").InnerTextAsync());
        Assert.Equal("0.005", await row.Locator($"td[data-run='{fast.Id}']").InnerTextAsync());
        await Part("scores").Locator("tr[data-row=test_accuracy]").WaitForAsync();

        await Part("metric").SelectOptionAsync("val_accuracy");
        await ShowPointsAsync("compare");
        await WaitForRowsAsync("compare", 5);
        var shown = await ShownPoints.ReadAsync(Page, "compare");
        foreach (var run in new[] { slow, fast })
        {
            var expected = (await Api.MetricsAsync(run.Id)).Series["val_accuracy"].Select(p => (run.Id.ToString(), p.Epoch, p.Value));
            Assert.Equal(expected, shown.Where(p => p.Series == run.Id.ToString()));
        }

        // The address alone brings it back.
        await Page.ReloadAsync();
        await Part("differences").WaitForAsync();
        Assert.Equal("val_accuracy", await Part("metric").InputValueAsync());
        AssertNoComplaints();
    }
}
