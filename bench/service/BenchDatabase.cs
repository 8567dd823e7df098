using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TrainingService.Storage;
using TrainingService.Storage.Database;
using TrainingService.Storage.History;
using TrainingService.Storage.Model;
using TrainingService.Storage.Postgres;
using TrainingService.Storage.Runs;
using TrainingService.Storage.Sqlite;
using TrainingService.Tests.Shared.Postgres;

namespace TrainingService.Bench.Service;

/// <summary>A fresh database, on a Postgres server of its own or in a file, with storage as the programs register it.</summary>
internal sealed class BenchDatabase : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("training-bench-");
    private readonly PostgresServer? _server;
    private readonly ServiceProvider _services;

    private BenchDatabase(PostgresServer? server, string? connection)
    {
        _server = server;
        Options = new StorageOptions { DataFolder = _folder.FullName, ConnectionString = connection };
        var services = new ServiceCollection();
        if (connection is null) services.AddSqliteStorage(Options);
        else services.AddPostgresStorage(Options);
        _services = services.BuildServiceProvider();
    }

    public StorageOptions Options { get; }

    public IRunStore Store => _services.GetRequiredService<IRunStore>();

    public IRunLeases Leases => _services.GetRequiredService<IRunLeases>();

    public IMetricHistory Histories => _services.GetRequiredService<IMetricHistory>();

    public static async Task<BenchDatabase> CreateAsync(bool postgres)
    {
        var server = postgres ? await PostgresServer.StartOwnAsync() : null;
        var database = new BenchDatabase(server, server is null ? null : await server.CreateDatabaseAsync());
        await database._services.GetRequiredService<DatabaseMigrator>().MigrateAsync(CancellationToken.None);
        return database;
    }

    public Task<TrainingContext> OpenAsync() => _services.GetRequiredService<IDbContextFactory<TrainingContext>>().CreateDbContextAsync();

    /// <summary>Writes in one transaction, as the programs do.</summary>
    public async Task WriteAsync(Func<TrainingContext, Task> write, MetricWrites metrics)
    {
        var dialect = _services.GetRequiredService<IDatabaseDialect>();
        await using var context = await OpenAsync();
        await context.Database.CreateExecutionStrategy().ExecuteAsync(
            async () =>
            {
                context.ChangeTracker.Clear();
                await using var transaction = await context.Database.BeginTransactionAsync();
                await write(context);
                await context.SaveChangesAsync();
                await dialect.WriteMetricsAsync(context, metrics, CancellationToken.None);
                await transaction.CommitAsync();
            });
    }

    /// <summary>What the database would have done by itself after a while.</summary>
    public async Task AnalyzeAsync()
    {
        await using var context = await OpenAsync();
        await context.Database.ExecuteSqlAsync(Options.Provider is StorageProvider.Postgres ? (FormattableString)$"VACUUM ANALYZE" : $"ANALYZE");
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        if (_server is not null) await _server.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
