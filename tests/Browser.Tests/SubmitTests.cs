using System.Text.Json.Nodes;
using Microsoft.Playwright;
using TrainingService.Browser.Tests.Hosting;

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

    private async Task WriteAsync(JsonObject spec)
    {
        await Page.GotoAsync("/#/submit");
        await Part("editor").FillAsync(spec.ToJsonString(new() { WriteIndented = true }));
    }

    private Task<string> SelectedTextAsync() =>
        Part("editor").EvaluateAsync<string>("area => document.activeElement === area ? area.value.slice(area.selectionStart, area.selectionEnd) : 'not focused'");
}
