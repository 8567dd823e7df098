using Microsoft.EntityFrameworkCore;
using TrainingService.Storage.Tests.Support;
using TrainingService.Tests.Shared.Postgres;
using TrainingService.Tests.Shared.Stored;

namespace TrainingService.Storage.Tests.Database;

public abstract class MigrationTests(PostgresFixture? postgres)
{
    protected PostgresServer? Server => postgres?.Server;

    [Fact]
    public async Task An_empty_database_lacks_migrations_and_has_none_left_after_migrating()
    {
        await using var database = await StoredService.CreateAsync(Server, migrate: false);
        Assert.NotEmpty(await database.Migrator.PendingAsync(CancellationToken.None));
        await database.Migrator.MigrateAsync(CancellationToken.None);
        Assert.Empty(await database.Migrator.PendingAsync(CancellationToken.None));
        await database.Migrator.MigrateAsync(CancellationToken.None);
    }

    [Fact]
    public async Task The_migrations_make_exactly_the_model()
    {
        await using var database = await StoredService.CreateAsync(Server, migrate: false);
        await using var context = await database.OpenAsync();
        Assert.False(context.Database.HasPendingModelChanges());
    }

    [Fact]
    public async Task Several_processes_may_migrate_at_once()
    {
        await using var database = await StoredService.CreateAsync(Server, migrate: false);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => database.Migrator.MigrateAsync(CancellationToken.None))));
        Assert.Empty(await database.Migrator.PendingAsync(CancellationToken.None));
    }

    [Fact]
    public async Task All_names_are_snake_case()
    {
        await using var database = await StoredService.CreateAsync(Server, migrate: false);
        await using var context = await database.OpenAsync();
        var names = context.Model.GetEntityTypes().SelectMany(e => e.GetProperties().Select(p => p.GetColumnName()).Append(e.GetTableName()!)).ToList();
        Assert.All(names, name => Assert.Matches("^[a-z][a-z0-9]*(_[a-z0-9]+)*$", name));
        Assert.Contains("lease_expires_at", names);
    }
}

public sealed class MigrationsOnSqlite() : MigrationTests(null)
{
    [Fact]
    public async Task A_lock_left_by_a_process_killed_while_it_migrated_does_not_hang_the_next_start()
    {
        await using var database = await StoredService.CreateAsync(null);
        await using (var context = await database.OpenAsync())
        {
            await context.Database.ExecuteSqlAsync(
                $"INSERT OR REPLACE INTO \"__EFMigrationsLock\" (\"Id\", \"Timestamp\") VALUES (1, '2020-01-01 00:00:00')");
            await context.Database.ExecuteSqlAsync($"DELETE FROM \"__EFMigrationsHistory\"");
            await context.Database.ExecuteSqlAsync($"DROP TABLE metric_buckets; DROP TABLE run_metrics; DROP TABLE run_params; DROP TABLE metric_points; DROP TABLE run_events; DROP TABLE runs; DROP TABLE workers");
        }

        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await database.Migrator.MigrateAsync(deadline.Token);
        Assert.Empty(await database.Migrator.PendingAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_migration_waits_for_the_process_that_holds_the_lock_file()
    {
        await using var database = await StoredService.CreateAsync(null, migrate: false);
        var file = Path.Combine(database.Options.DataFolder, "migration.lock");
        var holder = new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        var migrating = database.Migrator.MigrateAsync(CancellationToken.None);
        await Task.Delay(200);
        Assert.False(migrating.IsCompleted);

        await holder.DisposeAsync();
        await migrating.WaitAsync(TimeSpan.FromSeconds(20));
    }
}

[Collection(PostgresCollection.Name)]
public sealed class MigrationsOnPostgres(PostgresFixture postgres) : MigrationTests(postgres);
