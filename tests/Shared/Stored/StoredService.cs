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

namespace TrainingService.Tests.Shared.Stored;

/// <summary>A fresh database, on a Postgres server of its own or in a file, with storage as the programs register it: to play a worker, or to fill it.</summary>
public sealed class StoredService : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("training-stored-");
    private readonly PostgresServer? _server;
    private readonly ServiceProvider _services;

    private StoredService(PostgresServer? server, string? connection)
    {
        _server = server;
        Options = new StorageOptions { DataFolder = _folder.FullName, ConnectionString = connection };
        var services = new ServiceCollection();
        if (connection is null) services.AddSqliteStorage(Options);
        else services.AddPostgresStorage(Options);
        _services = services.BuildServiceProvider();
    }

    /// <summary>What the programs are started with.</summary>
    public StorageOptions Options { get; }

    /// <summary>Runs.</summary>
    public IRunStore Store => _services.GetRequiredService<IRunStore>();

    /// <summary>Runs as workers write them.</summary>
    public IRunLeases Leases => _services.GetRequiredService<IRunLeases>();

    /// <summary>Courses of metrics.</summary>
    public IMetricHistory Histories => _services.GetRequiredService<IMetricHistory>();

    /// <summary>Starts the database and makes its tables.</summary>
    public static async Task<StoredService> CreateAsync(bool postgres)
    {
        var server = postgres ? await PostgresServer.StartOwnAsync() : null;
        var database = new StoredService(server, server is null ? null : await server.CreateDatabaseAsync());
        await database._services.GetRequiredService<DatabaseMigrator>().MigrateAsync(CancellationToken.None);
        return database;
    }

    /// <summary>A context of one's own.</summary>
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

    /// <summary>Ends the server and removes its files.</summary>
    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        if (_server is not null) await _server.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
