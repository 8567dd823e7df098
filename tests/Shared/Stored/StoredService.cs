using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TrainingService.Storage;
using TrainingService.Storage.Checkpoints;
using TrainingService.Storage.Database;
using TrainingService.Storage.Feed;
using TrainingService.Storage.History;
using TrainingService.Storage.Model;
using TrainingService.Storage.Postgres;
using TrainingService.Storage.Runs;
using TrainingService.Storage.Sqlite;
using TrainingService.Tests.Shared.Postgres;

namespace TrainingService.Tests.Shared.Stored;

/// <summary>A fresh database, in a file or on a Postgres server (one of its own, or one that others use too), with storage registered as the programs do it.</summary>
public sealed class StoredService : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("training-stored-");
    private readonly PostgresServer? _server;
    private readonly bool _ownsServer;
    private readonly ServiceProvider _services;

    private StoredService(PostgresServer? server, bool ownsServer, string? connection)
    {
        (_server, _ownsServer) = (server, ownsServer);
        Options = new StorageOptions { DataFolder = _folder.FullName, ConnectionString = connection };
        _services = AnotherProcess();
    }

    /// <summary>What the programs are started with.</summary>
    public StorageOptions Options { get; }

    /// <summary>Runs.</summary>
    public IRunStore Store => Get<IRunStore>();

    /// <summary>Runs as workers write them.</summary>
    public IRunLeases Leases => Get<IRunLeases>();

    /// <summary>Courses of metrics.</summary>
    public IMetricHistory Histories => Get<IMetricHistory>();

    /// <summary>What differs from database to database.</summary>
    public IDatabaseDialect Dialect => Get<IDatabaseDialect>();

    /// <summary>What changes.</summary>
    public IRunSignals Signals => Get<IRunSignals>();

    /// <summary>Makes and updates the tables.</summary>
    public DatabaseMigrator Migrator => Get<DatabaseMigrator>();

    /// <summary>Checkpoints.</summary>
    public CheckpointFiles Checkpoints => Get<CheckpointFiles>();

    /// <summary>With a server of its own, or a file.</summary>
    public static async Task<StoredService> CreateAsync(bool postgres) => await CreateAsync(postgres ? await PostgresServer.StartOwnAsync() : null, ownsServer: true);

    /// <summary>On a server that others use too, or in a file.</summary>
    public static Task<StoredService> CreateAsync(PostgresServer? server, bool migrate = true) => CreateAsync(server, ownsServer: false, migrate);

    /// <summary>Any of the services.</summary>
    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>A second process on the same database, as far as storage can tell; with other settings, where they are given.</summary>
    public ServiceProvider AnotherProcess(StorageOptions? options = null)
    {
        options ??= Options;
        var services = new ServiceCollection();
        if (options.Provider is StorageProvider.Postgres) services.AddPostgresStorage(options);
        else services.AddSqliteStorage(options);
        return services.BuildServiceProvider();
    }

    /// <summary>A context of one's own.</summary>
    public Task<TrainingContext> OpenAsync() => Get<IDbContextFactory<TrainingContext>>().CreateDbContextAsync();

    /// <summary>Writes in one transaction, as the programs do.</summary>
    public async Task WriteAsync(Func<TrainingContext, Task> write, MetricWrites metrics)
    {
        await using var context = await OpenAsync();
        await context.Database.CreateExecutionStrategy().ExecuteAsync(
            async () =>
            {
                context.ChangeTracker.Clear();
                await using var transaction = await context.Database.BeginTransactionAsync();
                await write(context);
                await context.SaveChangesAsync();
                await Dialect.WriteMetricsAsync(context, metrics, CancellationToken.None);
                await transaction.CommitAsync();
            });
    }

    /// <summary>What the database would have done by itself after a while.</summary>
    public async Task AnalyzeAsync()
    {
        await using var context = await OpenAsync();
        await context.Database.ExecuteSqlAsync(Options.Provider is StorageProvider.Postgres ? (FormattableString)$"VACUUM ANALYZE" : $"ANALYZE");
    }

    /// <summary>Removes the database, with its server where it has one of its own, and its files.</summary>
    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        if (_server is not null && _ownsServer) await _server.DisposeAsync();
        else if (_server is not null) await _server.DropDatabaseAsync(Options.ConnectionString!);
        _folder.Delete(recursive: true);
    }

    private static async Task<StoredService> CreateAsync(PostgresServer? server, bool ownsServer, bool migrate = true)
    {
        var database = new StoredService(server, ownsServer, server is null ? null : await server.CreateDatabaseAsync());
        if (migrate) await database.Migrator.MigrateAsync(CancellationToken.None);
        return database;
    }
}
