using System.Net;
using TrainingService.Api.Tests.Hosting;
using TrainingService.Contracts.Runs;

namespace TrainingService.Api.Tests.Runs;

[Collection(ApiGroup.Name)]
public sealed class RunLogTests(ApiFixture api)
{
    [Fact]
    public async Task A_runs_log_is_read_by_level_and_words_and_comes_in_its_feed()
    {
        var worker = await api.RunningAsync();
        await api.Logs.AppendAsync(
            worker.RunId, [Line(RunLogLevel.Information, "Planned"), Line(RunLogLevel.Warning, "Disk is full"), Line(RunLogLevel.Debug, "detail")], CancellationToken.None);
        await worker.EndAsync();

        Assert.Equal(["Planned", "Disk is full"], await MessagesAsync(worker.RunId, ""));
        Assert.Equal(["Disk is full"], await MessagesAsync(worker.RunId, "?level=warning"));
        Assert.Equal(["detail"], await MessagesAsync(worker.RunId, "?level=debug&q=DETAIL"));
        using var feed = await api.Http.GetAsync($"/api/v1/runs/{worker.RunId}/events");
        Assert.Contains("event: log", await feed.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_after_the_end_is_still_told_and_the_feed_ends_after_it()
    {
        var worker = await api.RunningAsync();
        await worker.EndAsync();
        await api.Logs.AppendAsync(worker.RunId, [Line(RunLogLevel.Warning, "late")], CancellationToken.None);
        foreach (var after in new[] { 0, 4 })
        {
            using var feed = await api.Http.GetAsync($"/api/v1/runs/{worker.RunId}/events?after_seq={after}");
            Assert.Contains("late", await feed.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("?level=loud", "level")]
    [InlineData("?limit=0", "limit")]
    [InlineData("?after_seq=x", "after_seq")]
    public async Task A_wrong_parameter_is_named(string query, string parameter)
    {
        var run = await api.NewRunAsync();
        using var answer = await api.Http.GetAsync($"/api/v1/runs/{run.Id}/logs{query}");
        Assert.Equal(parameter, (await ProblemDocument.ExpectAsync(answer, HttpStatusCode.BadRequest)).GetProperty("parameter").GetString());
    }

    private async Task<IEnumerable<string>> MessagesAsync(Guid id, string query)
    {
        using var answer = await api.Http.GetAsync($"/api/v1/runs/{id}/logs{query}");
        return (await ApiFixture.ReadAsync<RunLogPage>(answer)).Items.Select(entry => entry.Line.Message);
    }

    private static RunLogLine Line(RunLogLevel level, string message) => new() { Level = level, Source = "test", Message = message };
}
