using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using TrainingService.Browser.Tests.Hosting;
using TrainingService.Contracts.Predictions;
using TrainingService.Contracts.Json;
using TrainingService.Contracts.Runs;

namespace TrainingService.Browser.Tests;

/// <summary>What a run's page shows beside its curves.</summary>
public sealed class RunPanelTests(Site site) : PageTest(site)
{
    [Fact]
    public async Task The_layers_are_shown_with_shape_parameters_memory_and_time()
    {
        var run = await TrainedAsync(Specs.Digits("layers", 8));
        await OpenRunAsync(run.Id);
        await Part("result").WaitForAsync();
        await ScrollThroughAsync();
        await Part("layer-table").WaitForAsync();
        var rows = await Part("layer-table").Locator("tbody tr").AllInnerTextsAsync();
        Assert.Equal(4, rows.Count);
        Assert.Matches(@"input\s+8 × 8 × 1", rows[0]);
        // 64 · 64 + 64 parameters of 4 bytes; a batch of 16 rows of 64 numbers; then milliseconds forward and backward and their share.
        Assert.Matches(@"dense\s+64\s+4,160\s+16\.3 KiB\s+4\.00 KiB\s+\S+\s+[\d.]+\s+[\d.]+\s+[\d.]+ %", rows[2]);
        Assert.Matches(@"dense\s+10\s+650\s+2\.54 KiB\s+640 B", rows[3]);
        Assert.Contains("Training takes", await Page.Locator("section:has([data-testid=layer-table])").InnerTextAsync(), StringComparison.Ordinal);
        AssertNoComplaints();
    }

    [Fact]
    public async Task Rows_it_was_not_trained_on_are_shown_with_image_truth_and_prediction_the_worst_first()
    {
        var run = await TrainedAsync(Specs.Digits("samples", 3));
        await OpenRunAsync(run.Id);
        await Part("samples").ScrollIntoViewIfNeededAsync();
        await Part("sample").First.WaitForAsync();
        var expected = await SamplesAsync(run.Id, "part=test&order=worst&count=12");
        Assert.Equal(12, await Part("sample").CountAsync());
        for (var i = 0; i < 3; i++)
        {
            var text = await Part("sample").Nth(i).InnerTextAsync();
            Assert.Matches($@"wrong\s+true {expected.Items[i].Truth!.Class}\s+predicted {expected.Items[i].Prediction.Class}", text);
            Assert.Contains($"row {expected.Items[i].Row + 1} of test", text, StringComparison.Ordinal);
        }

        // The picture is that of the row: each of its 64 pixels.
        var pixels = await Part("sample").First.Locator("canvas").EvaluateAsync<int[]>(
            "(canvas) => [...canvas.getContext('2d').getImageData(0, 0, 8, 8).data].filter((_, i) => i % 4 === 0)");
        var numbers = expected.Items[0].Inputs["image"].EnumerateArray().SelectMany(row => row.EnumerateArray()).Select(cell => cell[0].GetDouble()).ToList();
        Assert.Equal(numbers.Select(number => (int)Math.Round(number * 255 / numbers.Max())), pixels.Select(pixel => pixel));

        await Part("samples-part").SelectOptionAsync("validation");
        await Part("samples-words").GetByText("validation has 287 rows").WaitForAsync();
        await Part("samples-order").SelectOptionAsync("spread");
        await Part("samples-words").GetByText("12 of 287 validation rows, evenly spread").WaitForAsync();
        AssertNoComplaints();
    }

    [Fact]
    public async Task Rows_of_a_table_are_shown_by_their_columns_and_a_part_without_rows_is_told()
    {
        var run = await TrainedAsync(Specs.Iris("flowers", 3));
        await OpenRunAsync(run.Id);
        await Part("samples").ScrollIntoViewIfNeededAsync();
        await Part("sample").First.WaitForAsync();
        Assert.Contains("petal_width_cm", await Part("sample").First.InnerTextAsync(), StringComparison.Ordinal);
        await Part("samples-part").SelectOptionAsync("validation");
        await Part("samples").GetByText("There is no validation row").WaitForAsync();
        AssertNoComplaints();
    }

    [Fact]
    public async Task Checkpoints_are_listed_while_it_trains_and_its_weights_are_taken_along_afterwards()
    {
        var run = await Api.SubmitAsync(Specs.Digits("kept", Specs.Endless));
        await OpenRunAsync(run.Id);
        await WaitForStateAsync("running");
        await Part("pause").ClickAsync();
        await WaitForStateAsync("paused");
        await Part("checkpoints").GetByText("goes on from here").WaitForAsync();
        var paused = await Api.FindAsync(run.Id);
        var row = Part("checkpoints").Locator("tbody tr", new() { HasText = "goes on from here" });
        Assert.Equal(paused.Checkpoint!.Epoch.ToString("N0", System.Globalization.CultureInfo.InvariantCulture), await row.Locator("th").InnerTextAsync());

        await Part("resume").ClickAsync();
        await WaitForStateAsync("running");
        await Part("stop").ClickAsync();
        await WaitForStateAsync("succeeded");
        var download = await Page.RunAndWaitForDownloadAsync(() => Part("weights").ClickAsync());
        Assert.EndsWith(".safetensors", download.SuggestedFilename, StringComparison.Ordinal);
        var bytes = await File.ReadAllBytesAsync((await download.PathAsync())!);
        Assert.Equal((byte)'{', bytes[8]);
        AssertNoComplaints();
    }

    [Fact]
    public async Task The_spec_is_copied_as_a_command_that_submits_it_again()
    {
        var spec = Specs.Digits("it's copied", 1);
        var run = await TrainedAsync(spec);
        await Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await OpenRunAsync(run.Id);
        await Page.GetByText("Spec, as trained").ClickAsync();
        await Part("copy-curl").ClickAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Copied" }).WaitForAsync();
        var command = await Page.EvaluateAsync<string>("() => navigator.clipboard.readText()");
        Assert.StartsWith($"curl -X POST '{Site.Address}api/v1/runs' -H 'Content-Type: application/json' -d '", command, StringComparison.Ordinal);
        // What a shell makes of it.
        var body = command[(command.IndexOf("-d '", StringComparison.Ordinal) + 4)..^1].Replace("'\\''", "'", StringComparison.Ordinal);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(run.Spec.GetRawText()), JsonNode.Parse(body)));
        await Page.GetByRole(AriaRole.Link, new() { Name = "Clone and edit this spec" }).ClickAsync();
        await Page.WaitForFunctionAsync("() => document.querySelector('textarea')?.value.includes(\"it's copied\")");
        AssertNoComplaints();
    }

    [Fact]
    public async Task A_diagnosis_comes_with_its_evidence()
    {
        var run = await TrainedAsync(Specs.Digits("judged", 5));
        await OpenRunAsync(run.Id);
        await Part("diagnosis").WaitForAsync();
        Assert.Equal(run.Result!.Diagnosis!.Evidence, await Part("diagnosis").GetByRole(AriaRole.List, new() { Name = "Evidence" }).Locator("li").AllInnerTextsAsync());
    }

    [Fact]
    public async Task A_confusion_matrix_of_a_hundred_classes_is_a_picture_with_the_worst_mistakes_in_words()
    {
        await Page.GotoAsync("/");
        await Page.EvaluateAsync("""
            async () => {
              const { confusionMatrix } = await import('/js/run/confusion-matrix.js');
              const counts = Array.from({ length: 100 }, (_, row) => Array.from({ length: 100 }, (_, column) => (row === column ? 50 : 0)));
              counts[3][17] = 20;
              counts[60][61] = 5;
              document.getElementById('content').replaceChildren(confusionMatrix(counts, counts.map((_, i) => `class ${i}`)));
            }
            """);
        await Part("confusion-map").WaitForAsync();
        Assert.Equal(0, await Part("confusion-matrix").CountAsync());
        var pairs = await Part("confused-pairs").Locator("tbody tr").AllInnerTextsAsync();
        Assert.Matches(@"class 3\s+class 17\s+20\s+28\.6 %", pairs[0]);
        Assert.Matches(@"class 60\s+class 61\s+5", pairs[1]);
        Assert.Matches(@"class 3\s+71\.4 %\s+70", (await Part("worst-recall").Locator("tbody tr").AllInnerTextsAsync())[0]);

        await Part("confusion-map").FocusAsync();
        for (var i = 0; i < 3; i++) await Page.Keyboard.PressAsync("ArrowDown");
        for (var i = 0; i < 17; i++) await Page.Keyboard.PressAsync("ArrowRight");
        Assert.Equal("true class 3, predicted class 17: 20 of 70", await Part("confusion-cell").InnerTextAsync());
    }

    private async Task<RunResource> TrainedAsync(JsonObject spec)
    {
        var run = await Api.SubmitAsync(spec);
        return await Api.WaitAsync(run.Id, r => r.State == RunState.Succeeded);
    }

    private async Task<RunSamples> SamplesAsync(Guid id, string query)
    {
        using var client = new HttpClient { BaseAddress = Site.Address };
        return (await client.GetFromJsonAsync<RunSamples>(new Uri($"api/v1/runs/{id}/samples?{query}", UriKind.Relative), ContractsJson.Options))!;
    }
}
