using TrainingService.Contracts.Runs;
using TrainingService.Tests.Shared.Postgres;

namespace TrainingService.Integration.Tests.Runs;

/// <summary>On a server of its own, since it stops it.</summary>
public sealed class DatabaseOutageTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [Fact]
    public async Task A_restart_of_the_database_costs_a_run_neither_its_worker_nor_an_epoch()
    {
        const int epochs = 6;
        await using var stack = await Stack.StartAsync(postgres.Server);
        stack.StartWorker("a", TimeSpan.FromSeconds(30));
        var id = await stack.SubmitAsync(Specs.Finite(epochs));
        await stack.UntilSavedAsync(id);

        await postgres.Server.RestartAsync();
        var run = await stack.UntilAsync(id, r => r.State.IsTerminal());

        Assert.Equal((RunState.Succeeded, 1), (run.State, run.Attempt));
        await WholeHistory.AssertAsync(stack.Runs, run, epochs);
    }
}
