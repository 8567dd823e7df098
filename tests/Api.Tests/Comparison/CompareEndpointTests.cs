using System.Net;
using TrainingService.Api.Tests.Hosting;
using TrainingService.Contracts.Runs;

namespace TrainingService.Api.Tests.Comparison;

[Collection(ApiGroup.Name)]
public sealed class CompareEndpointTests(ApiFixture api)
{
    [Fact]
    public async Task Runs_are_compared_by_ids_or_filter_as_json_or_as_a_table()
    {
        var (first, second) = (await api.RunningAsync(), await api.RunningAsync());
        await first.EpochAsync(0.5);
        await second.EpochAsync(double.NaN);
        await second.EpochAsync(0.25);
        var byIds = await ApiFixture.ReadAsync<RunComparison>(await api.Http.GetAsync($"/api/v1/runs/compare?ids={second.RunId},{first.RunId}"));
        Assert.Equal([second.RunId, first.RunId], byIds.Runs.Select(run => run.Id));
        Assert.Equal(second.RunId, byIds.Metrics.Single(m => m.Name == "loss").BestRun);
        var filter = Uri.EscapeDataString($"id IN ({first.RunId}, {second.RunId})");
        var byFilter = await ApiFixture.ReadAsync<RunComparison>(await api.Http.GetAsync($"/api/v1/runs/compare?filter={filter}"));
        Assert.Equal([second.RunId, first.RunId], byFilter.Runs.Select(run => run.Id));
        var csv = await api.Http.GetAsync($"/api/v1/runs/compare?ids={first.RunId}&format=csv");
        Assert.Equal("text/csv", csv.Content.Headers.ContentType!.MediaType);
        Assert.Contains(first.RunId.ToString(), await csv.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        var overlay = await ApiFixture.ReadAsync<MetricOverlay>(await api.Http.GetAsync($"/api/v1/metrics?ids={first.RunId},{second.RunId}&keys=loss&axis=step"));
        Assert.Equal([10.0, 20.0], overlay.Series[1].X);
        Assert.Equal([double.NaN, 0.25], overlay.Series[1].Y);
        var history = await ApiFixture.ReadAsync<MetricHistory>(await api.Http.GetAsync($"/api/v1/runs/{second.RunId}/metrics?keys=loss&from=2"));
        Assert.Equal(2, Assert.Single(history.Series["loss"]).Epoch);
    }

    [Theory]
    [InlineData("runs/compare", "ids")]
    [InlineData("runs/compare?ids=x", "ids")]
    [InlineData("runs/compare?filter=(", "filter")]
    [InlineData("runs/compare?ids=019a2f5c-7b1e-7c3d-9d58-0c6d3f0f2a11&format=xml", "format")]
    [InlineData("runs/compare?id=x", "id")]
    [InlineData("metrics", "ids")]
    [InlineData("metrics?ids=019a2f5c-7b1e-7c3d-9d58-0c6d3f0f2a11&axis=epochs", "axis")]
    [InlineData("metrics?ids=019a2f5c-7b1e-7c3d-9d58-0c6d3f0f2a11&max_points=3", "max_points")]
    [InlineData("metrics?ids=019a2f5c-7b1e-7c3d-9d58-0c6d3f0f2a11&from=NaN", "from")]
    [InlineData("metrics?ids=019a2f5c-7b1e-7c3d-9d58-0c6d3f0f2a11&key=loss", "key")]
    public async Task Wrong_parameters_are_named(string path, string parameter)
    {
        var problem = await ProblemDocument.ExpectAsync(await api.Http.GetAsync("/api/v1/" + path), HttpStatusCode.BadRequest);
        Assert.Equal(parameter, problem.GetProperty("parameter").GetString());
    }

    [Fact]
    public async Task An_unknown_run_is_not_found() =>
        await ProblemDocument.ExpectAsync(await api.Http.GetAsync($"/api/v1/runs/compare?ids={Guid.CreateVersion7()}"), HttpStatusCode.NotFound);
}
