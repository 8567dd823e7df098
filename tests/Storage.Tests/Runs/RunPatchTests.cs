using TrainingService.Contracts.Runs;
using TrainingService.Storage.Tests.Support;
using TrainingService.Tests.Shared.Postgres;

namespace TrainingService.Storage.Tests.Runs;

public abstract class RunPatchTests(PostgresFixture? postgres) : StorageTest(postgres)
{
    [Fact]
    public async Task An_edit_changes_what_it_names_and_nothing_else()
    {
        var id = await QueuedAsync();
        await Steering.PatchAsync(id, new RunPatch { Notes = "wide", Priority = 7 }, null, None);
        await Steering.PatchAsync(id, new RunPatch { Name = "renamed", Tags = ["a"] }, null, None);

        var run = await RunAsync(id);
        Assert.Equal(("renamed", "wide", 7, 2L), (run.Name, run.Notes, run.Priority, run.Revision));
        Assert.Equal(["a"], run.Tags);

        await Steering.PatchAsync(id, new RunPatch { Notes = "" }, null, None);
        Assert.Null((await RunAsync(id)).Notes);
    }

    [Fact]
    public async Task Of_two_edits_of_one_revision_the_second_is_refused_and_epochs_in_between_refuse_none()
    {
        var lease = await ClaimedAsync();
        var revision = (await RunAsync(lease.RunId)).Revision;
        await Leases.CommitEpochAsync(lease, Epoch(1, 1), None);

        Assert.False((await Steering.PatchAsync(lease.RunId, new RunPatch { Notes = "mine" }, revision, None)).IsStale);
        var second = await Steering.PatchAsync(lease.RunId, new RunPatch { Notes = "yours" }, revision, None);

        Assert.True(second.IsStale);
        Assert.Equal("mine", second.Run!.Notes);
    }

    [Fact]
    public async Task Of_fifty_edits_of_one_revision_at_once_one_is_taken()
    {
        var id = await QueuedAsync();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(n => Task.Run(
            () => Steering.PatchAsync(id, new RunPatch { Name = $"name {n}" }, 0, None))));
        var winner = Assert.Single(outcomes, outcome => !outcome.IsStale);
        Assert.Equal(winner.Run!.Name, (await RunAsync(id)).Name);
    }
}

public sealed class RunPatchOnSqlite() : RunPatchTests(null);

[Collection(PostgresCollection.Name)]
public sealed class RunPatchOnPostgres(PostgresFixture postgres) : RunPatchTests(postgres);
