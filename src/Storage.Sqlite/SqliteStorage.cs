using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using TrainingService.Storage.Database;
using TrainingService.Storage.Feed;
using TrainingService.Storage.Model;

namespace TrainingService.Storage.Sqlite;

/// <summary>Registers storage in a SQLite file of the data folder, for one process (embedded mode).</summary>
public static class SqliteStorage
{
    /// <summary>Name of the database file in the data folder.</summary>
    public const string FileName = "training.db";

    /// <summary>Adds the run store, leases, migrator, checkpoints and in-process signals; makes the data folder if it is not there.</summary>
    public static IServiceCollection AddSqliteStorage(this IServiceCollection services, StorageOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Directory.CreateDirectory(options.DataFolder);
        services.AddStorageCore(options);
        services.AddPooledDbContextFactory<TrainingContext>(builder => Configure(builder, Path.Combine(options.DataFolder, FileName)));
        services.TryAddSingleton<IDatabaseDialect, SqliteDialect>();
        services.TryAddSingleton<IRunSignals, InProcessRunSignals>();
        return services;
    }

    internal static void Configure(DbContextOptionsBuilder builder, string file)
    {
        var connection = new SqliteConnectionStringBuilder { DataSource = file, ForeignKeys = true };
        builder
            .UseSqlite(connection.ConnectionString, sqlite => sqlite.MigrationsAssembly(typeof(SqliteStorage).Assembly.GetName().Name))
            .AddInterceptors(new SqlitePragmas());
    }
}
