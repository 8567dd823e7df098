using System.Net;
using TrainingService.Api.Tests.Hosting;
using TrainingService.Contracts.Datasets;
using TrainingService.Contracts.Runs;

namespace TrainingService.Api.Tests.Runs;

[Collection(ApiGroup.Name)]
public sealed class ReadingAndCancelTests(ApiFixture api)
{
    [Fact]
    public async Task A_run_is_shown_with_its_version_as_etag_and_never_cached()
    {
        var run = await api.NewRunAsync();
        using var answer = await api.Http.GetAsync($"/api/v1/runs/{run.Id}");
        Assert.Equal($"\"{run.Version}.{run.Revision}\"", answer.Headers.ETag!.Tag);
        Assert.True(answer.Headers.CacheControl!.NoStore);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/metrics")]
    [InlineData("/profile")]
    [InlineData("/events")]
    public async Task An_unknown_run_is_not_found(string part)
    {
        using var answer = await api.Http.GetAsync($"/api/v1/runs/{Guid.NewGuid()}{part}");
        await ProblemDocument.ExpectAsync(answer, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Pages_follow_each_other_without_gap_or_double()
    {
        for (var i = 0; i < 5; i++) await api.NewRunAsync();
        var seen = new List<Guid>();
        string? cursor = null;
        do
        {
            using var answer = await api.Http.GetAsync($"/api/v1/runs?limit=2&cursor={Uri.EscapeDataString(cursor ?? "")}");
            var page = await ApiFixture.ReadAsync<Page<RunResource>>(answer);
            Assert.InRange(page.Items.Count, 0, 2);
            seen.AddRange(page.Items.Select(run => run.Id));
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        using var all = await api.Http.GetAsync("/api/v1/runs?limit=200");
        Assert.Equal((await ApiFixture.ReadAsync<Page<RunResource>>(all)).Items.Select(run => run.Id), seen);
    }

    [Theory]
    [InlineData("state=queued,running")]
    [InlineData("state=queued&state=running")]
    public async Task States_are_given_with_commas_or_repeated(string query)
    {
        var queued = await api.NewRunAsync();
        var running = await api.RunningAsync();
        var ended = await api.RunningAsync();
        await ended.EndAsync();
        using var answer = await api.Http.GetAsync($"/api/v1/runs?limit=200&{query}");
        var ids = (await ApiFixture.ReadAsync<Page<RunResource>>(answer)).Items.Select(run => run.Id).ToList();
        Assert.Contains(queued.Id, ids);
        Assert.Contains(running.RunId, ids);
        Assert.DoesNotContain(ended.RunId, ids);
    }

    [Theory]
    [InlineData("state=runing", "state", "running")]
    [InlineData("limit=0", "limit", null)]
    [InlineData("limit=201", "limit", null)]
    [InlineData("limit=many", "limit", null)]
    [InlineData("cursor=nonsense", "cursor", null)]
    [InlineData("stat=queued", "stat", "state")]
    public async Task A_wrong_parameter_is_named_with_what_is_allowed(string query, string parameter, string? didYouMean)
    {
        using var answer = await api.Http.GetAsync($"/api/v1/runs?{query}");
        var problem = await ProblemDocument.ExpectAsync(answer, HttpStatusCode.BadRequest);
        Assert.Equal(parameter, problem.GetProperty("parameter").GetString());
        Assert.NotEmpty(problem.GetProperty("expected").GetString()!);
        Assert.Equal(didYouMean, problem.TryGetProperty("did_you_mean", out var guess) ? guess.GetString() : null);
    }

    [Fact]
    public async Task Metrics_come_with_the_number_to_subscribe_after_even_when_not_finite()
    {
        var worker = await api.RunningAsync();
        await worker.EpochAsync(0.25);
        await worker.EpochAsync(double.NaN);
        using var answer = await api.Http.GetAsync($"/api/v1/runs/{worker.RunId}/metrics");
        var history = await ApiFixture.ReadAsync<MetricHistory>(answer);
        Assert.Equal([0.25, double.NaN], history.Series["loss"].Select(point => point.Value));
        Assert.Equal(history.LastSeq, history.Series["loss"][^1].Seq);
    }

    [Fact]
    public async Task Cancelling_a_queued_run_takes_effect_at_once_and_may_be_repeated()
    {
        var run = await api.NewRunAsync();
        for (var i = 0; i < 2; i++)
        {
            using var answer = await api.Http.PostAsync($"/api/v1/runs/{run.Id}/cancel", null);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(RunState.Cancelled, (await ApiFixture.ReadAsync<RunResource>(answer)).State);
        }
    }

    [Fact]
    public async Task Cancelling_a_running_run_is_accepted_until_its_worker_lets_go()
    {
        var worker = await api.RunningAsync();
        using var answer = await api.Http.PostAsync($"/api/v1/runs/{worker.RunId}/cancel", null);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal(RunState.Cancelling, (await ApiFixture.ReadAsync<RunResource>(answer)).State);
    }

    [Fact]
    public async Task Cancelling_a_failed_run_conflicts_and_says_what_is_allowed()
    {
        var worker = await api.RunningAsync();
        await worker.EndAsync();
        using var answer = await api.Http.PostAsync($"/api/v1/runs/{worker.RunId}/cancel", null);
        var problem = await ProblemDocument.ExpectAsync(answer, HttpStatusCode.Conflict);
        Assert.Equal("failed", problem.GetProperty("state").GetString());
        Assert.Equal(["queued", "starting", "running", "pausing", "paused", "stopping", "cancelling", "cancelled"], problem.GetProperty("allowed").EnumerateArray().Select(state => state.GetString()));
    }

    [Fact]
    public async Task Bundled_datasets_are_there_on_the_first_start()
    {
        using var answer = await api.Http.GetAsync("/api/v1/datasets");
        var names = (await ApiFixture.ReadAsync<List<DatasetResource>>(answer)).Select(dataset => dataset.Name);
        Assert.Equal(["digits", "iris", "mnist"], names);
    }

    [Fact]
    public async Task A_misspelt_dataset_is_not_found_and_its_neighbour_named()
    {
        using var found = await api.Http.GetAsync("/api/v1/datasets/mnist");
        Assert.Equal([28, 28, 1], (await ApiFixture.ReadAsync<DatasetResource>(found)).InputShape);
        using var answer = await api.Http.GetAsync("/api/v1/datasets/mnits");
        var problem = await ProblemDocument.ExpectAsync(answer, HttpStatusCode.NotFound);
        Assert.Contains("Did you mean \"mnist\"?", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }
}
