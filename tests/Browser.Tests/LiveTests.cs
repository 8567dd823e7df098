using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using TrainingService.Browser.Tests.Hosting;
using TrainingService.Contracts.Runs;

namespace TrainingService.Browser.Tests;

public sealed class LiveTests(Site site) : PageTest(site)
{
    [Fact]
    public async Task A_run_submitted_from_an_example_is_seen_live_and_ends_with_exactly_the_stored_points_after_a_reload()
    {
        await Page.GotoAsync("/#/submit");
        await Part("examples").Locator("[data-example=digits-mlp]").ClickAsync();
        var spec = JsonNode.Parse(await Part("editor").InputValueAsync())!.AsObject();
        // The example as it is, but it goes on until it has been watched, on the fastest machine too.
        spec["training"]!["epochs"] = Specs.Endless;
        spec["training"]!["batch_size"] = 4;
        spec["training"]!.AsObject().Remove("early_stopping");
        await Part("editor").FillAsync(spec.ToJsonString(new() { WriteIndented = true }));
        await Part("submit").ClickAsync();

        await Assertions.Expect(Page).ToHaveURLAsync(new Regex("#/runs/.+"));
        var id = Api.EndLater(Guid.Parse(Page.Url.Split('/')[^1]));
        await ShowPointsAsync("loss");
        var rows = 0;
        for (var update = 0; update < 3; update++) rows = await WaitForRowsAsync("loss", rows);
        await WaitForStateAsync("running");

        await Page.ReloadAsync();
        await ShowPointsAsync("loss");
        await WaitForRowsAsync("loss", rows);
        await Part("stop").ClickAsync();
        await WaitForStateAsync("succeeded");
        await Part("result").WaitForAsync();
        var history = await Api.MetricsAsync(id);
        foreach (var metric in history.Series.Keys.Where(name => !name.StartsWith("val_", StringComparison.Ordinal)))
        {
            if (metric != "loss") await ShowPointsAsync(metric);
            var expected = ShownPoints.Of(history, metric);
            await WaitForRowsAsync(metric, expected.Select(p => p.Epoch).Distinct().Count() - 1);
            Assert.Equal(expected, await ShownPoints.ReadAsync(Page, metric));
        }

        Assert.True(history.Series["loss"].Count > rows);
        AssertNoComplaints();
    }

    [Fact]
    public async Task A_cut_connection_is_said_and_comes_back_by_itself_with_no_point_missing_or_doubled()
    {
        var run = await Api.SubmitAsync(Specs.Digits("cut", Specs.Endless));
        await OpenRunAsync(run.Id);
        await ShowPointsAsync("loss");
        var before = await WaitForRowsAsync("loss", 2);

        await Context.SetOfflineAsync(true);
        await Page.Locator("#live[data-state=down]").WaitForAsync();
        await Page.GetByText("The live connection is down").WaitForAsync();
        // What happens meanwhile must be there afterwards.
        await Api.WaitAsync(run.Id, r => r.Progress?.Epoch > before + 5);
        await Context.SetOfflineAsync(false);

        await Page.Locator("#live[data-state=live]").WaitForAsync();
        await WaitForRowsAsync("loss", before + 5);
        await AssertEndsWithStoredPointsAsync(run.Id);
        AssertNoComplaints();
    }

    [Fact]
    public async Task An_event_that_comes_twice_or_is_left_out_by_the_network_does_no_harm()
    {
        // The page's own feed, fed by hand: the server never misbehaves like this on purpose.
        await Page.GotoAsync("/");
        var points = await Page.EvaluateAsync<string>("""
            async () => {
              const { RunFeed } = await import('/js/live/run-feed.js');
              const epoch = (seq, epoch, loss) => ({ seq, run_id: 'r', type: 'epoch', at: '2026-01-01T00:00:00Z', epoch, step: epoch, metrics: { loss } });
              const stored = [epoch(2, 1, 0.9), epoch(3, 2, 0.8), epoch(4, 3, 0.7), epoch(5, 2, 0.75), epoch(6, 4, 'NaN')];
              const api = { metrics: async () => ({ last_seq: 1, series: {} }), run: async () => ({ id: 'r', state: 'running', last_seq: 1, version: 1 }) };
              let stream, starts = [];
              const live = { subscribe(s) { stream = s; starts.push(s.args()[1]); return { restart: () => starts.push(s.args()[1]), close() {} }; } };
              const feed = new RunFeed('r', api, live, { run() {}, metrics() {}, failed(e) { throw e; } });
              await feed.start();
              stream.next(stored[0]);
              stream.next(stored[0]);                         // twice
              stream.next(stored[2]);                         // 3 is left out: asked for again
              for (const e of stored.slice(1)) stream.next(e); // epoch 2 comes again with another value: replaced
              return JSON.stringify({ starts, loss: feed.metrics.points('loss').map(p => [p.epoch, String(p.value)]) });
            }
            """);
        Assert.Equal("""{"starts":[1,2],"loss":[[1,"0.9"],[2,"0.75"],[3,"0.7"],[4,"NaN"]]}""", points);
    }

    [Fact]
    public async Task The_list_shows_a_runs_state_and_progress_as_they_change()
    {
        await Page.GotoAsync("/");
        await Page.Locator("#live[data-state=live]").WaitForAsync();
        var run = await Api.SubmitAsync(Specs.Digits("listed", Specs.Endless));
        var row = Page.Locator($"tr[data-run='{run.Id}']");
        await row.Locator("[data-state=running]").First.WaitForAsync();
        await row.GetByText("epoch ").WaitForAsync();
        await Api.CancelAsync(run.Id);
        await row.Locator(".badge[data-state=cancelled]").WaitForAsync();
        AssertNoComplaints();
    }

    [Fact]
    public async Task A_run_is_cancelled_through_the_page_after_its_effect_is_confirmed()
    {
        var run = await Api.SubmitAsync(Specs.Digits("to-cancel", Specs.Endless));
        await OpenRunAsync(run.Id);
        await WaitForStateAsync("running");
        await Part("cancel").ClickAsync();
        await Page.GetByText("Training stops within about two seconds").WaitForAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Keep training" }).ClickAsync();
        Assert.Equal(RunState.Running, (await Api.FindAsync(run.Id)).State);

        await Part("cancel").ClickAsync();
        await Part("confirm-cancel").ClickAsync();
        await WaitForStateAsync("cancelled");
        Assert.Equal(RunState.Cancelled, (await Api.FindAsync(run.Id)).State);
        Assert.False(await Part("cancel").IsVisibleAsync());
        await ShowPointsAsync("loss");
        await AssertShowsStoredPointsAsync(run.Id);
        AssertNoComplaints();
    }

    private async Task AssertEndsWithStoredPointsAsync(Guid id)
    {
        await Api.CancelAsync(id);
        await WaitForStateAsync("cancelled");
        await AssertShowsStoredPointsAsync(id);
    }

    private async Task AssertShowsStoredPointsAsync(Guid id)
    {
        var history = await Api.MetricsAsync(id);
        await WaitForRowsAsync("loss", history.Series["loss"].Count - 1);
        Assert.Equal(ShownPoints.Of(history, "loss"), await ShownPoints.ReadAsync(Page, "loss"));
    }
}
