using System.Diagnostics;
using TrainingService.Contracts.Runs;
using TrainingService.Integration.Tests.Processes;
using TrainingService.Integration.Tests.Runs;
using TrainingService.Storage.Runs;
using TrainingService.Storage.Workers;
using TrainingService.Tests.Shared.Postgres;

namespace TrainingService.Integration.Tests.Faults;

/// <summary>What people do to runs, on real workers.</summary>
public sealed class ActionTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const int Epochs = 20;

    [Fact]
    public async Task A_run_paused_and_resumed_three_times_in_mid_epoch_ends_with_the_bits_of_an_unbroken_run()
    {
        // Nothing is saved between pauses: each resume proves the checkpoint of its pause.
        await using var stack = await Stack.StartAsync(postgres.Server, ("Worker__Checkpoint", "01:00:00"), ("Worker__EpochCheckpoint", "01:00:00"), ("Worker__Requeue", "00:00:01"));
        stack.StartWorker("a");
        var id = await stack.SubmitAsync(Specs.Finite(Epochs));
        for (var (pause, attempt) = (1, 0); pause <= 3; pause++)
        {
            var before = attempt;
            attempt = (await stack.UntilAsync(id, r => r.State.IsTerminal() || (r.State is RunState.Running && r.Attempt > before && r.Progress is { Batch: > 0 }))).Attempt;
            await ActAsync(stack, id, RunAction.Pause);
            var paused = await stack.UntilAsync(id, r => r.State is RunState.Paused or RunState.Succeeded);
            Assert.Equal(RunState.Paused, paused.State);
            Assert.NotNull(paused.Checkpoint);
            await ActAsync(stack, id, RunAction.Resume);
        }

        var run = await stack.UntilAsync(id, r => r.State.IsTerminal());
        Assert.Equal(RunState.Succeeded, run.State);
        Assert.InRange(run.Attempt, 4, int.MaxValue);
        Assert.Equal((await Specs.UnbrokenAsync(Specs.Finite(Epochs), stack.Preparation)).WeightsSha256, run.Result!.WeightsSha256);
        await WholeHistory.AssertAsync(stack.Runs, run, Epochs);
    }

    [Fact]
    public async Task A_stopped_run_succeeds_with_its_best_weights_and_says_that_it_was_stopped()
    {
        await using var stack = await Stack.StartAsync(postgres.Server);
        stack.StartWorker("a");
        var id = await stack.SubmitAsync(Specs.Endless);
        await stack.UntilAsync(id, r => r.Metrics.ContainsKey("val_loss") && r.Progress is { Batch: > 0 });

        await ActAsync(stack, id, RunAction.Stop);
        var run = await stack.UntilAsync(id, r => r.State.IsTerminal());

        Assert.Equal((RunState.Succeeded, "stopped"), (run.State, run.Result?.StopReason));
        Assert.Contains("test_accuracy", run.Result!.TestMetrics.Keys);
        await WholeHistory.AssertAsync(stack.Runs, run, run.Result.Epochs);
        Assert.Equal(run.Metrics["val_loss"].Min, (await stack.Runs.MetricsAsync(id, CancellationToken.None))!.Series["val_loss"][run.Result.BestEpoch - 1].Value);
    }

    [Fact]
    public async Task Cancel_and_pause_take_effect_within_two_seconds()
    {
        await using var stack = await Stack.StartAsync(postgres.Server);
        stack.StartWorker("a");
        foreach (var (action, end) in new[] { (RunAction.Cancel, RunState.Cancelled), (RunAction.Pause, RunState.Paused) })
        {
            var times = new List<TimeSpan>();
            for (var n = 0; n < 10 * Soak.Factor; n++)
            {
                var id = await stack.SubmitAsync(Specs.Endless);
                await stack.UntilAsync(id, r => r.Progress is { Batch: > 0 });
                var waited = Stopwatch.StartNew();
                await ActAsync(stack, id, action);
                await stack.UntilAsync(id, r => r.State == end);
                times.Add(waited.Elapsed);
            }

            Figures.Record($"{action} to {end}", times);
            Assert.InRange(times.Max(), TimeSpan.Zero, TimeSpan.FromSeconds(2));
        }
    }

    [Fact]
    public async Task A_reproduction_says_that_the_bits_came_out_the_same()
    {
        await using var service = await EmbeddedService.StartAsync(Directory.CreateTempSubdirectory("training-reproduce-").FullName);
        var first = await service.SubmitAsync(Specs.Small);
        var original = await service.UntilAsync(first, r => r.State.IsTerminal());

        var second = await service.ActAsync(first, "reproduce");
        Assert.Null(second.Reproduces!.Same);
        var run = await service.UntilAsync(second.Id, r => r.State.IsTerminal());

        Assert.Equal((first, (bool?)true), (run.Reproduces!.RunId, run.Reproduces.Same));
        Assert.Equal(original.SpecSha256, run.SpecSha256);
    }

    [Fact]
    public async Task A_drained_worker_finishes_what_it_has_and_another_takes_the_rest()
    {
        await using var stack = await Stack.StartAsync(postgres.Server);
        stack.StartWorker("old");
        var held = await stack.SubmitAsync(Specs.Endless);
        await stack.UntilAsync(held, r => r.Progress is not null);
        var registry = stack.Get<IWorkerRegistry>();
        var worker = Assert.Single(await registry.ListAsync(CancellationToken.None));
        Assert.Equal([held], worker.Runs);
        await registry.SetDrainingAsync(worker.Id, true, CancellationToken.None);

        stack.StartWorker("new");
        var next = await stack.SubmitAsync(Specs.Small);
        var run = await stack.UntilAsync(next, r => r.State.IsTerminal());

        Assert.Equal(RunState.Succeeded, run.State);
        var claims = (await stack.Runs.TransitionsAsync(next, CancellationToken.None))!.Where(t => t.To is RunState.Starting);
        Assert.All(claims, claim => Assert.Equal("worker new", claim.Actor));
        Assert.Equal((RunState.Running, "old"), await StateOfAsync(stack, held));
    }

    [Fact]
    public async Task What_happens_to_a_run_is_in_its_log()
    {
        await using var stack = await Stack.StartAsync(postgres.Server);
        stack.StartWorker("a");
        var id = await stack.SubmitAsync(Specs.Small);
        await stack.UntilAsync(id, r => r.State.IsTerminal());

        var events = await stack.Runs.EventsAsync(id, 0, 1000, CancellationToken.None);
        var lines = events.Where(e => e.Log is not null).Select(e => e.Log!.Message).ToList();
        Assert.Contains(lines, line => line.Contains("takes the run, attempt 1", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("Planned:", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("The run ends: Succeeded", StringComparison.Ordinal));
        Assert.True(events[^1].State is RunState.Succeeded, "The end is the last that is told.");
    }

    private static async Task<(RunState State, string? Worker)> StateOfAsync(Stack stack, Guid id)
    {
        var run = await stack.UntilAsync(id, _ => true);
        return (run.State, run.Worker);
    }

    private static async Task ActAsync(Stack stack, Guid id, RunAction action) =>
        Assert.Equal(ActionResult.Accepted, (await stack.Steering.ActAsync(id, action, Actors.Api, CancellationToken.None)).Result);
}
