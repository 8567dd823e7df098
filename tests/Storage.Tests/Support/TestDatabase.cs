using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TrainingService.Storage.Checkpoints;
using TrainingService.Storage.Database;
using TrainingService.Storage.Feed;
using TrainingService.Storage.History;
using TrainingService.Storage.Model;
using TrainingService.Storage.Postgres;
using TrainingService.Storage.Runs;
using TrainingService.Storage.Sqlite;
using TrainingService.Tests.Shared.Postgres;

namespace TrainingService.Storage.Tests.Support;

/// <summary>A fresh database with storage registered as the programs do it.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("training-storage-");
    private readonly PostgresServer? _server;
    private readonly ServiceProvider _services;

    private TestDatabase(PostgresServer? server, string? connection)
    {
        _server = server;
        Options = new StorageOptions { DataFolder = _folder.FullName, ConnectionString = connection };
        _services = AddServices(Options).BuildServiceProvider();
    }

    public StorageOptions Options { get; }

    public IRunStore Store => _services.GetRequiredService<IRunStore>();

    public IRunLeases Leases => _services.GetRequiredService<IRunLeases>();

    public IMetricHistory Histories => _services.GetRequiredService<IMetricHistory>();

    public IDatabaseDialect Dialect => _services.GetRequiredService<IDatabaseDialect>();

    public IRunSignals Signals => _services.GetRequiredService<IRunSignals>();

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public DatabaseMigrator Migrator => _services.GetRequiredService<DatabaseMigrator>();

    public CheckpointFiles Checkpoints => _services.GetRequiredService<CheckpointFiles>();

    public static async Task<TestDatabase> CreateAsync(PostgresServer? server, bool migrate = true)
    {
        var database = new TestDatabase(server, server is null ? null : await server.CreateDatabaseAsync());
        if (migrate) await database.Migrator.MigrateAsync(CancellationToken.None);
        return database;
    }

    /// <summary>A second process on the same database, as far as storage can tell.</summary>
    public ServiceProvider AnotherProcess() => AddServices(Options).BuildServiceProvider();

    /// <summary>The same with other settings.</summary>
    public ServiceProvider AnotherProcess(StorageOptions options) => AddServices(options).BuildServiceProvider();

    public Task<TrainingContext> OpenAsync() => _services.GetRequiredService<IDbContextFactory<TrainingContext>>().CreateDbContextAsync();

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        if (_server is not null) await _server.DropDatabaseAsync(Options.ConnectionString!);
        _folder.Delete(recursive: true);
    }

    private static ServiceCollection AddServices(StorageOptions options)
    {
        var services = new ServiceCollection();
        if (options.Provider is StorageProvider.Postgres) services.AddPostgresStorage(options);
        else services.AddSqliteStorage(options);
        return services;
    }
}
