using System.Net;
using System.Text.Json;
using TrainingService.Api.Tests.Hosting;
using TrainingService.Contracts.Filters;
using TrainingService.Contracts.Runs;

namespace TrainingService.Api.Tests.Runs;

[Collection(ApiGroup.Name)]
public sealed class RunListTests(ApiFixture api)
{
    [Fact]
    public async Task Runs_are_listed_by_filter_and_order_page_by_page_with_their_total()
    {
        var tag = $"t{Guid.CreateVersion7():N}";
        string[] rates = ["0.1", "0.001", "0.01"];
        foreach (var rate in rates)
        {
            var spec = SpecTexts.Iris.Replace("\"tags\": [\"a\"]", $"\"tags\": [\"{tag}\"], \"optimizer\": {{ \"type\": \"adam\", \"learning_rate\": {rate} }}", StringComparison.Ordinal);
            (await api.Http.PostAsync("/api/v1/runs", SpecTexts.Json(spec))).EnsureSuccessStatusCode();
        }

        var filter = Uri.EscapeDataString($"tags:{tag} AND params.optimizer.learning_rate < 0.1");
        var first = await PageAsync($"?filter={filter}&sort=-params.optimizer.learning_rate&limit=1&total=true");
        Assert.Equal(2, first.Total);
        Assert.Equal(0.01, Rate(first));
        var second = await PageAsync($"?filter={filter}&sort=-params.optimizer.learning_rate&limit=1&cursor={first.NextCursor}");
        Assert.Equal(0.001, Rate(second));
        Assert.Null(second.NextCursor);
        Assert.Null(second.Total);

        static double Rate(Page<RunResource> page) => Assert.Single(page.Items).Spec.GetProperty("optimizer").GetProperty("learning_rate").GetDouble();
    }

    [Fact]
    public async Task A_wrong_filter_is_answered_with_each_error_and_its_place()
    {
        const string Text = "state = runing AND val_loss < 0.2";
        var problem = await ProblemDocument.ExpectAsync(await api.Http.GetAsync("/api/v1/runs?filter=" + Uri.EscapeDataString(Text)), HttpStatusCode.BadRequest);
        Assert.Equal("filter", problem.GetProperty("parameter").GetString());
        Assert.Contains("character 9, at \"runing\"", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        var errors = problem.GetProperty("errors").EnumerateArray().ToList();
        Assert.Equal(["runing", "val_loss"], errors.Select(e => Text.Substring(e.GetProperty("position").GetInt32(), e.GetProperty("length").GetInt32())));
        Assert.Equal(["running", "metrics.val_loss"], errors.Select(e => e.GetProperty("did_you_mean").GetString()));
    }

    [Theory]
    [InlineData("sort=nam", "sort")]
    [InlineData("sort=tags", "sort")]
    [InlineData("total=yes", "total")]
    [InlineData("filter=(", "filter")]
    [InlineData("sort=name&cursor=abc", "cursor")]
    public async Task Other_wrong_parameters_are_named(string query, string parameter)
    {
        var problem = await ProblemDocument.ExpectAsync(await api.Http.GetAsync("/api/v1/runs?" + query), HttpStatusCode.BadRequest);
        Assert.Equal(parameter, problem.GetProperty("parameter").GetString());
    }

    [Fact]
    public async Task Fields_for_completion_are_columns_and_what_the_newest_runs_have()
    {
        (await api.Http.PostAsync("/api/v1/runs", SpecTexts.Json(SpecTexts.Iris))).EnsureSuccessStatusCode();
        var worker = await api.RunningAsync();
        await worker.EpochAsync();
        var fields = await ApiFixture.ReadAsync<RunFieldList>(await api.Http.GetAsync("/api/v1/runs/fields"));
        Assert.Equal(RunFields.Columns.Select(column => column.Name), fields.Columns.Select(column => column.Name));
        Assert.Contains("running", fields.Columns[0].Values!);
        Assert.Contains("optimizer.learning_rate", fields.Parameters);
        Assert.Contains("model.layers.*.units", fields.Parameters);
        Assert.Contains("loss", fields.Metrics);
    }

    private async Task<Page<RunResource>> PageAsync(string query)
    {
        var answer = await api.Http.GetAsync("/api/v1/runs" + query);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return JsonSerializer.Deserialize<Page<RunResource>>(await answer.Content.ReadAsStringAsync(), Contracts.Json.ContractsJson.Options)!;
    }
}
