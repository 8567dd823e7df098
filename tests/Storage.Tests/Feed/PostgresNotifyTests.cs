using Microsoft.Extensions.DependencyInjection;
using TrainingService.Storage.Feed;
using TrainingService.Storage.Runs;
using TrainingService.Storage.Tests.Support;
using TrainingService.Tests.Shared.Postgres;
using TrainingService.Tests.Shared.Stored;

namespace TrainingService.Storage.Tests.Feed;

[Collection(PostgresCollection.Name)]
public sealed class PostgresNotifyTests(PostgresFixture postgres) : StorageTest(postgres)
{
    [Fact]
    public async Task A_listener_begins_with_a_catch_up_and_then_hears_other_processes()
    {
        await using var tap = new SignalTap(Database.Signals);
        await tap.ExpectAsync(s => s == RunSignal.CatchUp);

        await using var other = Database.AnotherProcess();
        var run = (await other.GetRequiredService<IRunStore>().CreateAsync(NewRun(), None)).Run;
        Assert.Equal(1, (await tap.ExpectAsync(s => s.RunId == run.Id)).Seq);
    }

    [Fact]
    public async Task A_listener_whose_connection_is_terminated_catches_up_and_hears_again()
    {
        await using var tap = new SignalTap(Database.Signals);
        await tap.ExpectAsync(s => s == RunSignal.CatchUp);
        var before = tap.Count;

        var database = new Npgsql.NpgsqlConnectionStringBuilder(Database.Options.ConnectionString).Database;
        await Server!.ExecuteAsync(
            $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'training-listen' AND datname = '{database}'");

        await tap.ExpectAsync(s => s == RunSignal.CatchUp, before);
        var id = await QueuedAsync();
        await tap.ExpectAsync(s => s.RunId == id, before);
    }

    [Fact]
    public async Task A_text_on_the_channel_that_nobody_understands_is_taken_as_a_catch_up()
    {
        await using var tap = new SignalTap(Database.Signals);
        await tap.ExpectAsync(s => s == RunSignal.CatchUp);
        var before = tap.Count;
        await using var connection = new Npgsql.NpgsqlConnection(Database.Options.ConnectionString);
        await connection.OpenAsync();
        await using var command = new Npgsql.NpgsqlCommand("NOTIFY training_runs, 'hello'", connection);
        await command.ExecuteNonQueryAsync();
        await tap.ExpectAsync(s => s == RunSignal.CatchUp, before);
    }
}

/// <summary>On a server of its own, since it stops it.</summary>
public sealed class PostgresRestartTests
{
    [Fact]
    public async Task Storage_works_on_after_the_server_was_restarted_under_it()
    {
        await using var server = await PostgresServer.StartOwnAsync();
        await using var database = await StoredService.CreateAsync(server);
        await using var tap = new SignalTap(database.Signals);
        await tap.ExpectAsync(s => s == RunSignal.CatchUp);
        // Two pooled connections, so that the write after the restart meets a broken one as well as the read.
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => database.Leases.ReconcileAsync(TimeSpan.Zero, CancellationToken.None)));
        var before = tap.Count;

        await server.RestartAsync();
        var run = new NewRun
        {
            Id = Guid.CreateVersion7(), Name = "after", SpecJson = "{}", Dataset = "digits", DatasetVersion = "abc",
        };
        Assert.True((await database.Store.CreateAsync(run, CancellationToken.None)).IsNew);
        Assert.Empty(await database.Migrator.PendingAsync(CancellationToken.None));
        Assert.Equal("after", (await database.Store.FindAsync(run.Id, CancellationToken.None))!.Name);
        await tap.ExpectAsync(s => s == RunSignal.CatchUp, before);
    }
}
