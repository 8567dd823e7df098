using System.Net;
using TrainingService.Api.Tests.Hosting;
using TrainingService.Contracts.Runs;
using TrainingService.Contracts.Validation;

namespace TrainingService.Api.Tests.Runs;

[Collection(ApiGroup.Name)]
public sealed class SubmissionTests(ApiFixture api)
{
    [Fact]
    public async Task A_good_spec_is_accepted_with_its_address_and_everything_resolved()
    {
        using var answer = await PostAsync(SpecTexts.Iris);
        var run = await ApiFixture.ReadAsync<RunResource>(answer);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal($"/api/v1/runs/{run.Id}", answer.Headers.Location!.OriginalString);
        Assert.Equal($"\"{run.Version}.{run.Revision}\"", answer.Headers.ETag!.Tag);
        Assert.Equal(RunState.Queued, run.State);
        Assert.Equal(["a"], run.Tags);
        Assert.Equal(64, run.DatasetVersion.Length);
        Assert.Equal("adam", run.Spec.GetProperty("optimizer").GetProperty("type").GetString());

        using var read = await api.Http.GetAsync(answer.Headers.Location);
        Assert.Equal(run.SpecSha256, (await ApiFixture.ReadAsync<RunResource>(read)).SpecSha256);
    }

    [Fact]
    public async Task Validating_tells_shapes_parameters_and_memory_and_stores_nothing()
    {
        var before = await CountAsync();
        using var answer = await api.Http.PostAsync("/api/v1/runs/validate", SpecTexts.Json(SpecTexts.Iris));
        var report = await ApiFixture.ReadAsync<ValidationReport>(answer);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal([4], report.InputShape);
        Assert.Equal([3], report.OutputShape);
        Assert.Equal(4 * 8 + 8 + 8 * 3 + 3, report.Parameters);
        Assert.True(report.Memory.Total > 0);
        Assert.Equal(before, await CountAsync());
    }

    [Fact]
    public async Task Every_example_is_valid_as_it_is_listed()
    {
        using var answer = await api.Http.GetAsync("/api/v1/examples");
        var examples = await ApiFixture.ReadAsync<List<TrainingService.Contracts.Examples.ExampleResource>>(answer);
        Assert.NotEmpty(examples);
        foreach (var example in examples)
        {
            using var checkedNow = await api.Http.PostAsync("/api/v1/runs/validate", SpecTexts.Json(example.Spec.GetRawText()));
            Assert.True(checkedNow.IsSuccessStatusCode, $"{example.Name}: {await checkedNow.Content.ReadAsStringAsync()}");
        }
    }

    [Fact]
    public async Task The_same_request_under_one_key_makes_one_run()
    {
        var key = Guid.NewGuid().ToString();
        using var first = await PostAsync(SpecTexts.Iris, key);
        using var second = await PostAsync(SpecTexts.Iris, key);
        Assert.Equal(HttpStatusCode.Accepted, second.StatusCode);
        Assert.Equal(first.Headers.Location, second.Headers.Location);
        Assert.False(first.Headers.Contains("Idempotency-Replayed"));
        Assert.True(second.Headers.Contains("Idempotency-Replayed"));
    }

    [Fact]
    public async Task Ten_requests_at_once_under_one_key_make_one_run()
    {
        var key = Guid.NewGuid().ToString();
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => PostAsync(SpecTexts.Iris, key)));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode));
        Assert.Single(answers.Select(answer => answer.Headers.Location).Distinct());
    }

    [Fact]
    public async Task Another_body_under_a_used_key_is_refused()
    {
        var key = Guid.NewGuid().ToString();
        using var first = await PostAsync(SpecTexts.Iris, key);
        using var second = await PostAsync(SpecTexts.Iris.Replace("16", "32", StringComparison.Ordinal), key);
        var problem = await ProblemDocument.ExpectAsync(second, HttpStatusCode.UnprocessableEntity);
        Assert.Contains(key, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("201 characters")]
    public async Task A_key_that_is_empty_too_long_or_not_visible_ascii_is_refused(string key)
    {
        using var answer = await PostAsync(SpecTexts.Iris, key.StartsWith("201", StringComparison.Ordinal) ? new string('x', 201) : key);
        var problem = await ProblemDocument.ExpectAsync(answer, HttpStatusCode.BadRequest);
        Assert.Equal("Idempotency-Key", problem.GetProperty("parameter").GetString());
    }

    private async Task<HttpResponseMessage> PostAsync(string spec, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/runs") { Content = SpecTexts.Json(spec) };
        if (key is not null) request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        return await api.Http.SendAsync(request);
    }

    private async Task<int> CountAsync()
    {
        using var answer = await api.Http.GetAsync("/api/v1/runs?limit=200");
        return (await ApiFixture.ReadAsync<Page<RunResource>>(answer)).Items.Count;
    }
}
