using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using TrainingService.Storage.Tests.Support;
using TrainingService.Tests.Shared.Postgres;

namespace TrainingService.Storage.Tests.Runs;

/// <summary>Processes that stand still in the midst of a transaction, as SIGSTOP, a paused container or a cut network makes them. SQLite's process is alone.</summary>
[Collection(PostgresCollection.Name)]
public sealed class FrozenTransactionTests(PostgresFixture postgres) : StorageTest(postgres)
{
    [Fact]
    public async Task A_run_locked_by_a_process_that_stands_still_is_free_again_after_a_while()
    {
        var id = await QueuedAsync();
        await using var frozen = Database.AnotherProcess(Database.Options with { IdleTransaction = TimeSpan.FromSeconds(1) });
        await using var connection = await frozen.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync();
        // Neither committed nor rolled back, and the connection is not closed: nobody is there to do it.
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var command = new NpgsqlCommand("SELECT 1 FROM runs WHERE id = @id FOR UPDATE", connection))
        {
            command.Parameters.AddWithValue("id", id);
            await command.ExecuteScalarAsync();
        }

        var claimed = await Leases.ClaimAsync(id, "another", Minute, None);

        Assert.Equal(id, claimed?.Lease.RunId);
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => transaction.CommitAsync());
    }
}
