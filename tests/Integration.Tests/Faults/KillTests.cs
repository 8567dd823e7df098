using System.Diagnostics;
using TrainingService.Contracts.Runs;
using TrainingService.Integration.Tests.Processes;
using TrainingService.Integration.Tests.Runs;
using TrainingService.Storage.Runs;
using TrainingService.Tests.Shared.Postgres;

namespace TrainingService.Integration.Tests.Faults;

/// <summary>Workers that die or stand still at moments that nobody chose.</summary>
public sealed class KillTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    // As in the other tests of the stack: a machine busy with other things must not make a sound worker miss its renewals.
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(8);

    /// <summary>Claim: a run survives its workers. Fault: SIGKILL at random moments, 10 in CI. Check: the same bits, each epoch once, no gap in the feed.</summary>
    [Fact]
    public async Task Runs_whose_workers_are_killed_at_random_moments_end_with_the_bits_of_an_unbroken_run()
    {
        const int epochs = 8;
        var kills = 10 * Soak.Factor;
        var random = new Random(20261126);
        await using var stack = await Stack.StartAsync(postgres.Server, ("Worker__Reconcile", "00:00:00.5"));
        var runs = new List<Guid>();
        var resumed = new List<TimeSpan>();
        for (var kill = 0; kill < kills; kill++)
        {
            if (runs.Count == 0 || (await stack.UntilAsync(runs[^1], _ => true)).State.IsTerminal()) runs.Add(await stack.SubmitAsync(Specs.Finite(epochs)));
            var worker = stack.StartWorker($"victim-{kill}", Lease);
            var held = await stack.UntilAsync(runs[^1], run => run.Worker == worker.Name || run.State.IsTerminal());
            // Three losses in a row without a new checkpoint end a run, as they should: every other kill comes after one.
            if (kill % 2 == 1) held = await stack.UntilAsync(runs[^1], run => run.Checkpoint?.Step > (held.Checkpoint?.Step ?? 0) || run.State.IsTerminal());
            await Task.Delay(random.Next(0, 1500));
            await worker.KillAsync();
            var killed = Stopwatch.StartNew();
            if (held.State.IsTerminal() || (await stack.UntilAsync(runs[^1], _ => true)).State.IsTerminal()) continue;
            _ = stack.UntilAsync(runs[^1], run => run.Attempt > held.Attempt || run.State.IsTerminal())
                .ContinueWith(_ => { lock (resumed) resumed.Add(killed.Elapsed); }, TaskScheduler.Default);
        }

        stack.StartWorker("survivor", Lease);
        var expected = (await Specs.UnbrokenAsync(Specs.Finite(epochs), stack.Preparation)).WeightsSha256;
        foreach (var id in runs)
        {
            var run = await stack.UntilAsync(id, r => r.State.IsTerminal());
            Assert.True(run.State is RunState.Succeeded, $"{run.Failure?.Detail}\n{stack.Output}");
            Assert.Equal(expected, run.Result!.WeightsSha256);
            await WholeHistory.AssertAsync(stack.Runs, run, epochs);
        }

        lock (resumed) Figures.Record($"kill of a worker to the next attempt (lease {Lease.TotalSeconds} s, next worker started then)", resumed);
    }

    /// <summary>Claim: who lost its lease writes no more. Fault: SIGSTOP past the lease, another worker finishes, SIGCONT. Check: nothing changes any more.</summary>
    [Fact]
    public async Task A_worker_that_stood_still_past_its_lease_writes_nothing_when_it_goes_on()
    {
        const int epochs = 6;
        await using var stack = await Stack.StartAsync(postgres.Server);
        var frozen = stack.StartWorker("frozen", Lease);
        var id = await stack.SubmitAsync(Specs.Finite(epochs));
        await stack.UntilSavedAsync(id);
        await frozen.FreezeAsync();
        stack.StartWorker("other", Lease);
        var run = await stack.UntilAsync(id, r => r.State.IsTerminal());
        Assert.Equal(RunState.Succeeded, run.State);
        Assert.InRange(run.Attempt, 2, int.MaxValue);

        await frozen.ThawAsync();
        await Until.SoAsync(() => frozen.Output.Contains("lease is lost", StringComparison.Ordinal), () => stack.Output);

        var after = await stack.UntilAsync(id, _ => true);
        Assert.Equal((run.State, run.Result!.WeightsSha256, run.FinishedAt), (after.State, after.Result!.WeightsSha256, after.FinishedAt));
        Assert.Equal((await Specs.UnbrokenAsync(Specs.Finite(epochs), stack.Preparation)).WeightsSha256, after.Result.WeightsSha256);
        var states = (await stack.Runs.TransitionsAsync(id, CancellationToken.None))!;
        Assert.Single(states, t => t.To.IsTerminal());
        Assert.DoesNotContain(states.SkipWhile(t => t.Actor != "worker other"), t => t.Actor == "worker frozen");
    }

    /// <summary>Claim: what was begun goes on before what was not. Fault: SIGKILL with 50 fresh runs waiting. Check: taken up within lease, look and one short run.</summary>
    [Fact]
    public async Task A_killed_run_is_taken_up_before_fifty_fresh_ones_that_wait()
    {
        await using var stack = await Stack.StartAsync(postgres.Server);
        var victim = stack.StartWorker("victim", Lease);
        var id = await stack.SubmitAsync(Specs.Endless);
        await stack.UntilSavedAsync(id);
        for (var n = 0; n < 50; n++) await stack.SubmitAsync(Specs.Finite(2));
        stack.StartWorker("busy", Lease);

        var held = await stack.UntilAsync(id, _ => true);
        await victim.KillAsync();
        var killed = Stopwatch.StartNew();
        var run = await stack.UntilAsync(id, r => r.Attempt > held.Attempt);

        Assert.Equal("busy", run.Worker);
        // How long that took (the lease, a look each second, the fresh run in hand) is a figure, not a test; that fresh ones still wait is what counts.
        var waiting = await stack.Runs.ListAsync(new RunQuery([RunState.Queued], 100, null), CancellationToken.None);
        Assert.NotEmpty(waiting.Items);
        Figures.Record($"kill of a worker to the next attempt with 50 fresh runs waiting (lease {Lease.TotalSeconds} s)", [killed.Elapsed]);
    }
}
