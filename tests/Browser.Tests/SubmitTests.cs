using System.Text.Json.Nodes;
using Microsoft.Playwright;
using TrainingService.Browser.Tests.Hosting;
using TrainingService.Contracts.Runs;

namespace TrainingService.Browser.Tests;

public sealed class SubmitTests(Site site) : PageTest(site)
{
    [Fact]
    public async Task A_wrong_spec_shows_each_error_at_its_place_in_the_text()
    {
        var spec = Specs.Digits("wrong", 5);
        spec["model"]!["layers"]![1]!["unitz"] = 3;
        spec["training"]!["epochs"] = -3;
        await WriteAsync(spec);
        await Part("submit").ClickAsync();

        await Part("spec-errors").WaitForAsync();
        await Page.Locator("li[data-pointer='#/training/epochs'] .error").ClickAsync();
        Assert.Equal("-3", await SelectedTextAsync());
        await Page.Locator("li[data-pointer='#/model/layers/1/unitz'] .error").ClickAsync();
        Assert.Equal("\"unitz\"", await SelectedTextAsync());
        var text = await Part("editor").InputValueAsync();
        var line = text[..text.IndexOf("\"unitz\"", StringComparison.Ordinal)].Count(c => c == '\n') + 1;
        Assert.Contains("wrong", await Page.Locator(".gutter div").Nth(line - 1).GetAttributeAsync("class"), StringComparison.Ordinal);
        Assert.EndsWith("#/submit", Page.Url, StringComparison.Ordinal);
        AssertNoComplaints();
    }

    [Fact]
    public async Task A_misspelt_name_is_put_right_by_a_click_on_what_was_meant()
    {
        var spec = Specs.Digits("misspelt", 5);
        spec["optimizer"] = new JsonObject { ["type"] = "adam", ["learning_rat"] = 0.01 };
        await WriteAsync(spec);
        await Part("validate").ClickAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Use “learning_rate”" }).ClickAsync();
        await Part("report").WaitForAsync();
        Assert.Equal(0.01, (double)JsonNode.Parse(await Part("editor").InputValueAsync())!["optimizer"]!["learning_rate"]!);
        AssertNoComplaints();
    }

    [Fact]
    public async Task Text_that_is_not_JSON_is_told_with_line_and_column_before_anything_is_sent()
    {
        await Page.GotoAsync("/#/submit");
        await Part("editor").FillAsync("{\n  \"name\": \"x\",\n  \"seed\": 1,,\n}");
        var sent = false;
        Page.Request += (_, request) => sent |= request.Method == "POST";
        await Part("validate").ClickAsync();
        await Part("spec-errors").GetByText("line 3, column 13").WaitForAsync();
        await Part("spec-errors").Locator(".error").ClickAsync();
        Assert.Equal(",", await SelectedTextAsync());
        Assert.False(sent);
        AssertNoComplaints();
    }

    [Fact]
    public async Task Validate_shows_shape_parameters_and_work_per_layer_and_the_memory()
    {
        await WriteAsync(Specs.Digits("checked", 5));
        await Part("validate").ClickAsync();
        await Part("layers").WaitForAsync();
        var rows = await Part("layers").Locator("tbody tr").AllInnerTextsAsync();
        Assert.Equal(4, rows.Count);
        Assert.Matches(@"dense\s+64\s+4,160", rows[2]);
        Assert.Matches(@"dense\s+10\s+650", rows[3]);
        Assert.Matches(@"Memory\s+[\d.]+ [KMG]iB", await Part("report").InnerTextAsync());
        AssertNoComplaints();
    }

    [Fact]
    public async Task Clone_and_edit_opens_the_resolved_spec_of_a_run()
    {
        var run = await Api.SubmitAsync(Specs.Digits("original", 2));
        await OpenRunAsync(run.Id);
        await Page.GetByRole(AriaRole.Link, new() { Name = "Clone and edit" }).ClickAsync();
        await Page.WaitForFunctionAsync("() => document.querySelector('textarea')?.value.length > 0");
        var text = await Part("editor").InputValueAsync();
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(run.Spec.GetRawText()), JsonNode.Parse(text)), text);
    }

    [Theory]
    [InlineData("""{"a":{"b":[1,{"c/d":"x"}]}}""", "#/a/b/1/c~1d", "\"x\"")]
    [InlineData("""{"a":{"b":[1,2]}}""", "#/a/b/1", "2")]
    [InlineData("""{"a":{"b":[1,2]}}""", "#/a/missing/deeper", """{"b":[1,2]}""")]
    [InlineData("""{"é":{"x y":-1e-7}}""", "#/%C3%A9/x%20y", "-1e-7")]
    public async Task A_pointer_is_found_in_the_text_or_else_the_place_it_is_missing_from(string json, string pointer, string expected)
    {
        await Page.GotoAsync("/");
        var found = await Page.EvaluateAsync<string>("""
            async ([text, pointer]) => {
              const { mapJson, locate } = await import('/js/submit/json-map.js');
              const place = locate(mapJson(text), pointer);
              return text.slice(place.start, place.end);
            }
            """, new[] { json, pointer });
        Assert.Equal(expected, found);
    }

    [Fact]
    public async Task What_the_schema_allows_is_offered_as_one_types_and_taken_with_the_keyboard()
    {
        await Page.GotoAsync("/#/submit");
        await SchemaIsThereAsync();
        await WriteAtAsync("""
            {
              "dataset": { "name": "§" }
            }
            """);
        await Page.Keyboard.TypeAsync("iri");
        await Offer("iris").WaitForAsync();
        await Page.Keyboard.PressAsync("Enter");
        Assert.Contains("\"name\": \"iris\"", await Part("editor").InputValueAsync(), StringComparison.Ordinal);

        await WriteAtAsync("""
            {
              "dataset": { "name": "iris" },
              §
            }
            """);
        await Page.Keyboard.TypeAsync("\"opt");
        await Offer("optimizer").WaitForAsync();
        Assert.Equal("spec-offer-0", await Part("editor").GetAttributeAsync("aria-activedescendant"));
        await Page.Keyboard.PressAsync("Tab");
        // Between the quotes of the new member its kinds are offered at once.
        await Offer("adamw").WaitForAsync();
        await Page.Keyboard.TypeAsync("sg");
        await Page.Keyboard.PressAsync("Enter");
        Assert.Contains("\"optimizer\": \"sgd\"", await Part("editor").InputValueAsync(), StringComparison.Ordinal);

        // A kind of layer, with all that it needs, and then only what it does not have yet.
        await WriteAtAsync("""
            {
              "dataset": { "name": "digits" },
              "model": { "layers": [
                §
              ] }
            }
            """);
        await Page.Keyboard.PressAsync("Control+Space");
        await Offer("{ conv2d }").WaitForAsync();
        await Page.Keyboard.TypeAsync("conv2d");
        await Page.Keyboard.PressAsync("Enter");
        await Page.Keyboard.TypeAsync("8");
        Assert.Contains("{ \"type\": \"conv2d\", \"filters\": 8, \"kernel_size\":  }", await Part("editor").InputValueAsync(), StringComparison.Ordinal);
        await WriteAtAsync("""
            { "model": { "layers": [ { "type": "dense", "units": 3, § } ] } }
            """);
        await Page.Keyboard.PressAsync("Control+Space");
        await Offer("activation").WaitForAsync();
        Assert.Equal(0, await Offer("units").CountAsync());
        Assert.Equal(0, await Offer("kernel_size").CountAsync());
        await Page.Keyboard.PressAsync("Escape");
        await Part("spec-offers").WaitForAsync(new() { State = WaitForSelectorState.Hidden });
        AssertNoComplaints();
    }

    [Fact]
    public async Task Shapes_parameters_memory_and_errors_follow_the_typing()
    {
        await WriteAsync(Specs.Digits("typed", 5));
        await Part("layers").WaitForAsync();
        Assert.Contains("4,160", await Part("layers").InnerTextAsync(), StringComparison.Ordinal);
        await ReplaceAsync("64", "32");
        await Part("layers").GetByText("2,080").WaitForAsync();

        await ReplaceAsync("\"units\"", "\"unitz\"");
        await Part("spec-errors").WaitForAsync();
        Assert.Equal("\"unitz\"", await Page.Locator(".backdrop mark").First.InnerTextAsync());
        await Page.Locator("li[data-pointer='#/model/layers/1/unitz'] .error").ClickAsync();
        await Part("editor-message").GetByText("unitz is not a member here").WaitForAsync();

        // In the middle of a word what was said before stays, and the place is marked.
        await ReplaceAsync("\"unitz\"", "\"units\"");
        await Part("report").WaitForAsync();
        await ReplaceAsync("\"seed\": 7", "\"seed\": 7,,");
        await Page.Locator(".backdrop mark").WaitForAsync();
        Assert.True(await Part("report").IsVisibleAsync());
        AssertNoComplaints();
    }

    [Fact]
    public async Task The_preview_shows_a_prepared_row_and_the_time_that_the_same_network_took()
    {
        var run = await Api.SubmitAsync(Specs.Digits("timed", 4));
        var seconds = (await Api.WaitAsync(run.Id, r => r.State == RunState.Succeeded)).Result!.TrainingSeconds;
        await WriteAsync(Specs.Digits("timed-again", 400));
        await Part("report").GetByText("of the same network on the same data here").WaitForAsync();
        Assert.Matches(@"^\d", await Part("expected-time").InnerTextAsync());
        Assert.True(seconds > 0);

        await Part("prepared-sample").GetByText("One prepared row").ClickAsync();
        var text = await Part("prepared-sample").InnerTextAsync();
        Assert.Contains("8 × 8 × 1", text, StringComparison.Ordinal);
        Assert.Contains("The first 16 of 64 numbers.", text, StringComparison.Ordinal);
        Assert.Contains("one label", text, StringComparison.Ordinal);
        AssertNoComplaints();
    }

    [Fact]
    public async Task Examples_are_cards_by_task_found_by_words_and_put_into_the_editor()
    {
        await Page.GotoAsync("/#/submit");
        await Part("examples").Locator(".example").First.WaitForAsync();
        Assert.True(await Part("examples").Locator("section").CountAsync() >= 4);
        await Part("find-example").FillAsync("sequences lstm");
        var card = Assert.Single(await Part("examples").Locator(".example").AllAsync());
        await card.FocusAsync();
        await Page.Keyboard.PressAsync("Enter");
        Assert.Contains("\"lstm\"", await Part("editor").InputValueAsync(), StringComparison.Ordinal);
        await Part("layers").GetByText("lstm").WaitForAsync();
        await Page.GetByText("Start from an example").ClickAsync();
        await Part("find-example").FillAsync("no such thing");
        await Part("examples").GetByText("No example has all these words").WaitForAsync();
        AssertNoComplaints();
    }

    private ILocator Offer(string text) => Part("spec-offers").Locator("li > span:first-child").GetByText(text, new() { Exact = true });

    /// <summary>Completions come with the schema, which is read beside the page.</summary>
    private Task SchemaIsThereAsync() => Page.WaitForLoadStateAsync(LoadState.NetworkIdle);

    /// <summary>Puts a text into the editor and the cursor where § stands.</summary>
    private async Task WriteAtAsync(string text)
    {
        var at = text.IndexOf('§', StringComparison.Ordinal);
        await Part("editor").FillAsync(text.Remove(at, 1));
        await Part("editor").EvaluateAsync("(area, at) => area.setSelectionRange(at, at)", at);
    }

    /// <summary>Types over a part of the text.</summary>
    private async Task ReplaceAsync(string before, string after)
    {
        await Part("editor").EvaluateAsync("(area, part) => { area.focus(); const at = area.value.indexOf(part); area.setSelectionRange(at, at + part.length); }", before);
        await Page.Keyboard.TypeAsync(after);
        await Page.Keyboard.PressAsync("Escape");
    }

    private async Task WriteAsync(JsonObject spec)
    {
        await Page.GotoAsync("/#/submit");
        await Part("editor").FillAsync(spec.ToJsonString(new() { WriteIndented = true }));
    }

    private Task<string> SelectedTextAsync() =>
        Part("editor").EvaluateAsync<string>("area => document.activeElement === area ? area.value.slice(area.selectionStart, area.selectionEnd) : 'not focused'");
}
