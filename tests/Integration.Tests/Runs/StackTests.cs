using System.Diagnostics;
using TrainingService.Contracts.Runs;
using TrainingService.Integration.Tests.Processes;
using TrainingService.Storage.Runs;
using TrainingService.Tests.Shared.Postgres;

namespace TrainingService.Integration.Tests.Runs;

/// <summary>Real Postgres, real worker processes, real deaths.</summary>
public sealed class StackTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const int Epochs = 6;

    [Fact]
    public async Task A_run_whose_worker_is_killed_is_taken_up_by_another_and_ends_with_the_bits_of_an_unbroken_run()
    {
        await using var stack = await Stack.StartAsync(postgres.Server);
        Dictionary<string, ServiceProcess> workers = new() { ["a"] = stack.StartWorker("a"), ["b"] = stack.StartWorker("b") };
        var id = await stack.SubmitAsync(Specs.Finite(Epochs));

        var running = await stack.UntilSavedAsync(id);
        Assert.Equal(RunState.Running, running.State);
        workers.Remove(running.Worker!, out var victim);
        await victim!.KillAsync();
        var run = await stack.UntilAsync(id, r => r.State.IsTerminal());

        var survivor = Assert.Single(workers);
        Assert.Equal(RunState.Succeeded, run.State);
        Assert.InRange(run.Attempt, 2, int.MaxValue);
        Assert.Contains("Resumed from the checkpoint", survivor.Value.Output, StringComparison.Ordinal);
        Assert.Equal((await Specs.UnbrokenAsync(Specs.Finite(Epochs), stack.Preparation)).WeightsSha256, run.Result!.WeightsSha256);
        await WholeHistory.AssertAsync(stack.Runs, run, Epochs);
    }

    [Fact]
    public async Task A_worker_told_to_stop_gives_its_run_back_at_once_without_losing_a_step()
    {
        await using var stack = await Stack.StartAsync(postgres.Server);
        // A lease this long would outlast the test: only a release explains that the other worker takes the run.
        var lease = TimeSpan.FromMinutes(10);
        var first = stack.StartWorker("first", lease);
        var id = await stack.SubmitAsync(Specs.Finite(Epochs));
        await stack.UntilSavedAsync(id);

        await first.TerminateAsync();
        Assert.Equal(0, first.ExitCode);
        var released = await stack.UntilAsync(id, _ => true);
        Assert.Equal(RunState.Queued, released.State);
        var second = stack.StartWorker("second", lease);
        var run = await stack.UntilAsync(id, r => r.State.IsTerminal());

        Assert.Equal((RunState.Succeeded, 2), (run.State, run.Attempt));
        Assert.Contains("Resumed from the checkpoint", second.Output, StringComparison.Ordinal);
        Assert.Equal((await Specs.UnbrokenAsync(Specs.Finite(Epochs), stack.Preparation)).WeightsSha256, run.Result!.WeightsSha256);
        await WholeHistory.AssertAsync(stack.Runs, run, Epochs);
    }

    [Fact]
    public async Task A_cancelled_run_stops_within_two_seconds()
    {
        await using var stack = await Stack.StartAsync(postgres.Server);
        stack.StartWorker("a");
        var id = await stack.SubmitAsync(Specs.Endless);
        await stack.UntilAsync(id, r => r.Progress is { Batch: > 0 });

        var waited = Stopwatch.StartNew();
        await stack.Steering.ActAsync(id, RunAction.Cancel, Actors.Api, CancellationToken.None);
        await stack.UntilAsync(id, r => r.State == RunState.Cancelled);

        Assert.InRange(waited.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task A_queued_run_shows_its_first_progress_within_two_seconds()
    {
        await using var stack = await Stack.StartAsync(postgres.Server);
        stack.StartWorker("a");
        // The first run finds the worker still starting and the data not yet loaded; the second one is what users meet.
        var warm = await stack.SubmitAsync(Specs.Finite(1));
        await stack.UntilAsync(warm, r => r.State == RunState.Succeeded);

        var waited = Stopwatch.StartNew();
        var id = await stack.SubmitAsync(Specs.Endless);
        await stack.UntilAsync(id, r => r.Progress is not null);

        Assert.InRange(waited.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task A_run_whose_data_is_gone_fails_and_says_so()
    {
        await using var stack = await Stack.StartAsync(postgres.Server);
        stack.StartWorker("a");

        var id = await stack.SubmitAsync(Specs.Finite(1), "mnist", new string('0', 64));
        var run = await stack.UntilAsync(id, r => r.State.IsTerminal());

        Assert.Equal((RunState.Failed, "dataset_not_found"), (run.State, run.Failure?.Code));
    }
}
