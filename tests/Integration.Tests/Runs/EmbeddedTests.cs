using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using TrainingService.Contracts.Runs;
using TrainingService.Datasets;
using TrainingService.Datasets.Preparation;
using TrainingService.Integration.Tests.Processes;

namespace TrainingService.Integration.Tests.Runs;

/// <summary>All in one real process: SQLite, the queue in memory, the worker hosted by the API.</summary>
public sealed class EmbeddedTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("training-embedded-").FullName;

    [Fact]
    public async Task A_run_goes_on_after_the_process_was_killed_and_started_again_and_ends_with_the_bits_of_an_unbroken_run()
    {
        const int epochs = 6;
        Guid id;
        await using (var first = await EmbeddedService.StartAsync(_folder))
        {
            id = await first.SubmitAsync(Specs.Finite(epochs));
            await Until.SoAsync(() => Checkpoints(id) >= 2, () => first.Process.Output);
            Assert.Equal(RunState.Running, (await first.RunAsync(id)).State);
            await first.Process.KillAsync();
        }

        await using var second = await EmbeddedService.StartAsync(_folder);
        var run = await second.UntilAsync(id, r => r.State.IsTerminal());

        Assert.Equal((RunState.Succeeded, 2), (run.State, run.Attempt));
        Assert.Equal(await UnbrokenAsync(epochs), run.Result!.WeightsSha256);
        foreach (var points in (await second.MetricsAsync(id)).Series.Values)
        {
            Assert.Equal(Enumerable.Range(1, epochs), points.Select(point => point.Epoch));
        }
    }

    [Fact]
    public async Task A_run_tells_where_its_time_went()
    {
        await using var service = await EmbeddedService.StartAsync(_folder);
        var id = await service.SubmitAsync(Specs.Finite(2));
        var run = await service.UntilAsync(id, r => r.State.IsTerminal());
        Assert.Equal(RunState.Succeeded, run.State);

        var profile = await service.ProfileAsync(id);

        Assert.True(profile.SampledSteps >= 2, $"{profile.SampledSteps} steps were sampled");
        Assert.Equal(profile.StepMs, profile.InputMs + profile.ForwardMs + profile.LossMs + profile.BackwardMs + profile.UpdateMs, 1e-9);
        Assert.Equal(profile.ForwardMs + profile.BackwardMs, profile.Layers.Sum(layer => layer.ForwardMs + layer.BackwardMs), 1e-9);
        Assert.InRange(profile.ShareOfPeak, 0.0001, 1);
    }

    [Fact]
    public async Task A_cancelled_run_stops_within_two_seconds()
    {
        await using var service = await EmbeddedService.StartAsync(_folder);
        var id = await service.SubmitAsync(Specs.Endless);
        await service.UntilAsync(id, r => r.Progress is { Batch: > 0 });

        var waited = Stopwatch.StartNew();
        await service.CancelAsync(id);
        await service.UntilAsync(id, r => r.State == RunState.Cancelled);

        Assert.InRange(waited.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task A_second_process_on_the_same_data_folder_ends_with_a_message_that_names_it()
    {
        await using var first = await EmbeddedService.StartAsync(_folder);
        var (second, _) = EmbeddedService.Launch(_folder);
        await using var disposed = second;

        await second.ExitAsync();

        Assert.NotEqual(0, second.ExitCode);
        Assert.Contains(_folder, second.Output, StringComparison.Ordinal);
        Assert.Contains("is in use by another process", second.Output, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private int Checkpoints(Guid id)
    {
        var runs = Path.Combine(_folder, "runs", id.ToString());
        return Directory.Exists(runs) ? Directory.EnumerateFiles(runs, "*.ckpt", SearchOption.AllDirectories).Count() : 0;
    }

    private async Task<string> UnbrokenAsync(int epochs)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Storage:DataFolder"] = Path.Combine(_folder, "unbroken") }).Build();
        await using var services = new ServiceCollection().AddLogging().AddDatasets(configuration).BuildServiceProvider();
        return (await Specs.UnbrokenAsync(Specs.Finite(epochs), services.GetRequiredService<IDatasetPreparation>())).WeightsSha256;
    }
}
