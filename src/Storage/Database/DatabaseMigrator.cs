using Microsoft.EntityFrameworkCore;
using TrainingService.Storage.Model;
using TrainingService.Storage.Search;

namespace TrainingService.Storage.Database;

/// <summary>Brings the database to this program's schema.</summary>
public sealed class DatabaseMigrator(IDbContextFactory<TrainingContext> contexts, IDatabaseDialect dialect)
{
    /// <summary>Applies what is missing, creating the database if need be. Safe to call from several processes at once.</summary>
    public async Task MigrateAsync(CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        using var guard = await dialect.EnterMigrationAsync(context, cancellation);
        await context.Database.MigrateAsync(cancellation);
        await SearchIndex.FillAsync(contexts, dialect, cancellation);
    }

    /// <summary>Names of the migrations that have not been applied; empty when the database is ready. Throws when it cannot be reached.</summary>
    public async Task<IReadOnlyList<string>> PendingAsync(CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        // EF reads its history outside its own retries; a pooled connection from before a restart must not look like a database that is down.
        return await context.Database.CreateExecutionStrategy().ExecuteAsync(
            async () => (await context.Database.GetPendingMigrationsAsync(cancellation)).ToList());
    }
}
