using TrainingService.Contracts.Runs;
using TrainingService.Integration.Tests.Runs;
using TrainingService.Tests.Shared.Postgres;

namespace TrainingService.Integration.Tests.Faults;

/// <summary>A database that goes away under eight runs. On a server of its own, since it stops it.</summary>
public sealed class DatabaseFaultTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const int Epochs = 3;
    private const int Runs = 8;

    /// <summary>Claim: no run is lost or doubled. Fault: the server is stopped (6 minutes in a soak), started, and all connections are cut. Check: eight whole histories with the same bits.</summary>
    [Fact]
    public async Task Eight_runs_survive_a_stopped_database_and_cut_connections()
    {
        await using var stack = await Stack.StartAsync(postgres.Server, ("Worker__Slots", "4"), ("Worker__Threads", "1"), ("Worker__Requeue", "00:00:02"));
        foreach (var name in new[] { "a", "b" }) stack.StartWorker(name);
        var ids = new List<Guid>();
        for (var n = 0; n < Runs; n++) ids.Add(await stack.SubmitAsync(Specs.Finite(Epochs)));
        foreach (var id in ids) await stack.UntilAsync(id, run => run.Progress is not null || run.State.IsTerminal());

        await postgres.Server.StopAsync();
        await Task.Delay(Soak.IsOn ? TimeSpan.FromMinutes(6) : TimeSpan.FromSeconds(3));
        await postgres.Server.StartAgainAsync();
        await postgres.Server.CutConnectionsAsync();

        var expected = (await Specs.UnbrokenAsync(Specs.Finite(Epochs), stack.Preparation)).WeightsSha256;
        foreach (var id in ids)
        {
            var run = await stack.UntilAsync(id, r => r.State.IsTerminal());
            Assert.True(run.State is RunState.Succeeded, $"{run.Failure?.Detail}\n{stack.Output}");
            Assert.Equal(expected, run.Result!.WeightsSha256);
            await WholeHistory.AssertAsync(stack.Runs, run, Epochs);
        }
    }
}
