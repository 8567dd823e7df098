using Microsoft.Playwright;
using TrainingService.Browser.Tests.Hosting;
using TrainingService.Contracts.Runs;

namespace TrainingService.Browser.Tests;

public sealed class ActionTests(Site site) : PageTest(site)
{
    [Fact]
    public async Task A_run_is_paused_resumed_and_ended_with_a_model_through_its_page_and_its_history_tells_it()
    {
        var run = await Api.SubmitAsync(Specs.Digits("to-steer", Specs.Endless));
        await OpenRunAsync(run.Id);
        await WaitForStateAsync("running");
        await Part("pause").ClickAsync();
        await WaitForStateAsync("paused");
        await Part("resume").ClickAsync();
        await WaitForStateAsync("running");
        await Part("stop").ClickAsync();
        await WaitForStateAsync("succeeded");

        await Part("result").GetByText("stopped by hand").WaitForAsync();
        await Page.GetByRole(AriaRole.Heading, new() { Name = "History" }).ClickAsync();
        var states = await Part("history").Locator("tbody .badge").AllTextContentsAsync();
        Assert.Equal(["pausing", "paused", "queued", "starting", "running", "stopping", "succeeded"], states.TakeLast(7));
        AssertNoComplaints();
    }

    [Fact]
    public async Task A_cancelled_run_is_tried_again_and_its_page_goes_on_live()
    {
        var run = await Api.SubmitAsync(Specs.Digits("to-retry", Specs.Endless));
        await OpenRunAsync(run.Id);
        await WaitForStateAsync("running");
        await Part("cancel").ClickAsync();
        await Part("confirm-cancel").ClickAsync();
        await WaitForStateAsync("cancelled");

        await Part("retry").ClickAsync();
        await WaitForStateAsync("running");
        await Page.GetByText("attempt 2").WaitForAsync();
        Assert.Equal(RunState.Running, (await Api.FindAsync(run.Id)).State);
        AssertNoComplaints();
    }

    [Fact]
    public async Task The_log_of_a_run_is_shown_and_searched()
    {
        var run = await Api.SubmitAsync(Specs.Digits("to-log", 2));
        await Api.WaitAsync(run.Id, r => r.State == RunState.Succeeded);
        await OpenRunAsync(run.Id);
        await Page.GetByRole(AriaRole.Heading, new() { Name = "Log", Exact = true }).ClickAsync();
        await Part("log").GetByText("Planned:").WaitForAsync();
        await Page.GetByPlaceholder("Search the log").FillAsync("the run ENDS");
        await Part("log").GetByText("Planned:").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await Part("log").GetByText("The run ends: Succeeded").WaitForAsync();
        AssertNoComplaints();
    }

    [Fact]
    public async Task Workers_and_queue_are_shown_and_a_worker_is_drained()
    {
        await Page.GotoAsync("/#/workers");
        var workers = Part("workers").Locator("tbody tr");
        await workers.First.WaitForAsync();
        // Whatever becomes of this test, those after it find workers that take runs.
        Api.UndrainAtEnd();
        await workers.First.GetByRole(AriaRole.Button, new() { Name = "Drain" }).ClickAsync();
        var back = workers.First.GetByRole(AriaRole.Button, new() { Name = "Take runs again" });
        await back.WaitForAsync();
        var waiting = await Api.SubmitAsync(Specs.Digits("to-wait", 1));
        await Part("queue").GetByText("to-wait").First.WaitForAsync();
        Assert.Equal(RunState.Queued, (await Api.FindAsync(waiting.Id)).State);

        await back.ClickAsync();
        await Api.WaitAsync(waiting.Id, r => r.State == RunState.Succeeded);
        AssertNoComplaints();
    }
}
