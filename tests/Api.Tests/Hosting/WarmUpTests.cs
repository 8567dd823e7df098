using Hangfire;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TrainingService.Api.Examples;
using TrainingService.Api.Hosting;
using TrainingService.Storage.Model;

namespace TrainingService.Api.Tests.Hosting;

/// <summary>On a service of its own, which nobody has sent anything.</summary>
public sealed class WarmUpTests : IClassFixture<ApiFixture>, IAsyncLifetime
{
    private readonly ApiFixture _api;

    public WarmUpTests(ApiFixture api) => _api = api;

    private WarmUp WarmUp => _api.Services.GetServices<IHostedService>().OfType<WarmUp>().Single();

    public Task InitializeAsync() => WarmUp.ExecuteTask!.WaitAsync(TimeSpan.FromMinutes(2));

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public void After_the_start_all_example_specs_are_checked_and_found_right()
    {
        Assert.Equal(_api.Services.GetRequiredService<ExampleFiles>().Examples.Count, WarmUp.Checked);
        Assert.NotEqual(0, WarmUp.Checked);
    }

    [Fact]
    public async Task A_submission_was_gone_through_and_nothing_of_it_stayed_behind()
    {
        Assert.True(WarmUp.Rehearsed);
        await using var context = await _api.Services.GetRequiredService<IDbContextFactory<TrainingContext>>().CreateDbContextAsync();
        Assert.Equal(
            (0, 0, 0),
            (await context.Runs.CountAsync(), await context.RunEvents.CountAsync(), await context.RunParams.CountAsync()));
        var jobs = _api.Services.GetRequiredService<JobStorage>().GetMonitoringApi().GetStatistics();
        Assert.Equal((0, 0, 0), (jobs.Enqueued, jobs.Scheduled, jobs.Processing));
    }
}
