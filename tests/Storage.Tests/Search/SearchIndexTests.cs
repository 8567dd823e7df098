using Microsoft.EntityFrameworkCore;
using TrainingService.Contracts.Filters;
using TrainingService.Contracts.Runs;
using TrainingService.Storage.Tests.Support;
using TrainingService.Tests.Shared.Postgres;

namespace TrainingService.Storage.Tests.Search;

public abstract class SearchIndexTests(PostgresFixture? postgres) : StorageTest(postgres)
{
    [Fact]
    public async Task Runs_stored_by_an_older_program_are_found_after_migrating()
    {
        var lease = await ClaimedAsync();
        await Leases.CommitEpochAsync(lease, Epoch(1, 0.25), None);
        await Leases.CompleteAsync(lease, RunState.Succeeded, Result(), null, None);
        for (var i = 0; i < 3; i++) await QueuedAsync();
        await using (var context = await Database.OpenAsync())
        {
            // As the migration leaves them: rows without an index.
            await context.RunParams.ExecuteDeleteAsync();
            await context.RunMetrics.ExecuteDeleteAsync();
            await context.Runs.ExecuteUpdateAsync(set => set.SetProperty(r => r.IndexVersion, 0).SetProperty(r => r.Device, (string?)null));
        }

        Assert.Empty(await FoundAsync("params.a = 2"));
        await Database.Migrator.MigrateAsync(None);
        Assert.Equal(4, (await FoundAsync("params.a = 2 AND params.b = 1")).Count);
        Assert.Equal([lease.RunId], await FoundAsync("metrics.loss.best = 0.25 AND metrics.accuracy.max = 0.1 AND device = cpu/avx2 AND metrics.test_loss = Infinity"));
    }

    private Task<IReadOnlyList<Guid>> FoundAsync(string filter) => Store.MatchAsync(RunFilter.Parse(filter, DateTime.UnixEpoch).Filter!, 10, None);
}

public sealed class SearchIndexOnSqlite() : SearchIndexTests(null);

[Collection(PostgresCollection.Name)]
public sealed class SearchIndexOnPostgres(PostgresFixture postgres) : SearchIndexTests(postgres);
