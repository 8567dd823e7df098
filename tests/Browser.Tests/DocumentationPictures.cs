using System.Text.Json.Nodes;
using Microsoft.Playwright;
using TrainingService.Browser.Tests.Hosting;
using TrainingService.Contracts.Runs;

namespace TrainingService.Browser.Tests;

/// <summary>The pictures of the page in docs/images, from real runs of an example on the bundled digits.</summary>
public sealed class DocumentationPictures(Site site) : PageTest(site)
{
    private static readonly double[] Rates = [0.0003, 0.001, 0.003];

    [PictureFact]
    public async Task Running_and_ended_runs_the_table_the_comparison_and_the_editor()
    {
        var live = await Api.SubmitAsync(Digits("digits-cnn", 0.001, 42, epochs: 4000));
        await OpenRunAsync(live.Id);
        await Api.WaitAsync(live.Id, run => run.Progress is { Epoch: > 60 });
        await SaveAsync("run-live", 1200, 900);
        await Api.CancelAsync(live.Id);

        var ended = await Api.SubmitAsync(Digits("digits-cnn", 0.002, 42, epochs: 40));
        await Api.WaitAsync(ended.Id, run => run.State == RunState.Succeeded);
        await Page.SetViewportSizeAsync(1180, 1500);
        await Page.GotoAsync($"/#/runs/{ended.Id}?smooth=0.6");
        await Part("chart-loss").WaitForAsync();
        await ScrollThroughAsync();
        await Part("sample").First.WaitForAsync();
        await Page.EvaluateAsync("() => scrollTo(0, document.querySelector('[data-testid=chart-loss]').getBoundingClientRect().top + scrollY - 130)");
        await SaveAsync("run", 1180, 1500);

        var runs = new List<Guid>();
        foreach (var seed in new[] { 1, 2 })
        {
            foreach (var rate in Rates) runs.Add((await Api.SubmitAsync(Digits($"digits-lr-{rate}", rate, seed, epochs: 20, "sweep"))).Id);
        }

        foreach (var id in runs) await Api.WaitAsync(id, run => run.State == RunState.Succeeded);
        await Page.SetViewportSizeAsync(1280, 900);
        await Page.GotoAsync("/#/runs?filter=tags:sweep");
        await Page.ReloadAsync();
        var boxes = Page.GetByLabel("to compare");
        await boxes.Nth(5).WaitForAsync();
        for (var i = 1; i < 5; i++) await boxes.Nth(i).CheckAsync();
        await SaveAsync("run-table", 1280, 720);

        await Page.GotoAsync($"/#/compare?runs={string.Join(',', runs)}");
        await Part("differences").WaitForAsync();
        await Part("metric").SelectOptionAsync("val_loss");
        await Part("chart-compare").Locator("canvas").First.WaitForAsync();
        await SaveAsync("compare", 1200, 1250);

        await Page.SetViewportSizeAsync(1180, 900);
        await Page.GotoAsync("/#/submit");
        var editor = Page.Locator("textarea");
        await editor.FillAsync(Digits("digits-cnn", 0.002, 42, epochs: 40).ToJsonString(new() { WriteIndented = true }).Replace("\"optimizer\"", "\"regularization\": {},\n  \"optimizer\"", StringComparison.Ordinal));
        await Page.GetByText("This is what would be trained").WaitForAsync();
        await Page.GetByText("Start from an example").ClickAsync();
        await editor.EvaluateAsync("(area) => { area.focus(); const at = area.value.indexOf('regularization') + 18; area.setSelectionRange(at, at); }");
        await Page.WaitForTimeoutAsync(1500); // the answer to the last key is there
        await Page.Keyboard.PressAsync("Control+Space");
        await Part("spec-offers").WaitForAsync();
        await SaveAsync("submit", 1180, 900);
    }

    private static JsonObject Digits(string name, double rate, int seed, int epochs, params string[] tags)
    {
        var spec = JsonNode.Parse(File.ReadAllText(Path.Combine(Root(), "examples", "digits-cnn.json")))!.AsObject();
        (spec["name"], spec["seed"], spec["optimizer"]!["learning_rate"]) = (name, seed, rate);
        spec["training"] = new JsonObject { ["epochs"] = epochs, ["batch_size"] = 32 };
        if (tags.Length > 0) spec["tags"] = new JsonArray([.. tags.Select(tag => JsonValue.Create(tag))]);
        return spec;
    }

    private async Task SaveAsync(string name, int width, int height)
    {
        await Page.SetViewportSizeAsync(width, height);
        await Page.WaitForTimeoutAsync(1500); // charts grow into their places
        await Page.ScreenshotAsync(new() { Path = Path.Combine(Root(), "docs", "images", name + ".png"), Animations = ScreenshotAnimations.Disabled });
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "TrainingService.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
