using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Npgsql;
using TrainingService.Storage.Database;
using TrainingService.Storage.Feed;
using TrainingService.Storage.Model;

namespace TrainingService.Storage.Postgres;

/// <summary>Registers storage on a Postgres server.</summary>
public static class PostgresStorage
{
    private const int Retries = 4;
    private static readonly TimeSpan LongestRetryPause = TimeSpan.FromSeconds(1);

    /// <summary>Adds the run store, leases, migrator, checkpoints and LISTEN/NOTIFY signals on the server of the connection string.</summary>
    public static IServiceCollection AddPostgresStorage(this IServiceCollection services, StorageOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var connection = options.ConnectionString ?? throw new ArgumentException("A Postgres connection string is needed.", nameof(options));
        services.AddStorageCore(options);
        services.TryAddSingleton(provider =>
            new NpgsqlDataSourceBuilder(WithIdleLimit(connection, options.IdleTransaction)).UseLoggerFactory(provider.GetService<ILoggerFactory>()).Build());
        services.AddPooledDbContextFactory<TrainingContext>((provider, builder) =>
            Configure(builder, provider.GetRequiredService<NpgsqlDataSource>()));
        services.TryAddSingleton<IDatabaseDialect, PostgresDialect>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ListenConnection>();
        services.TryAddSingleton<IRunSignals, PostgresRunSignals>();
        return services;
    }

    /// <summary>As a parameter of the session's start, which survives a pooled connection's reset. What the connection string itself says goes first.</summary>
    private static string WithIdleLimit(string connection, TimeSpan limit)
    {
        const string Parameter = "idle_in_transaction_session_timeout";
        var builder = new NpgsqlConnectionStringBuilder(connection);
        if (builder.Options?.Contains(Parameter, StringComparison.OrdinalIgnoreCase) != true)
            builder.Options = $"{builder.Options} -c {Parameter}={(long)limit.TotalMilliseconds}".TrimStart();
        return builder.ConnectionString;
    }

    internal static void Configure(DbContextOptionsBuilder builder, NpgsqlDataSource source) =>
        builder.UseNpgsql(source, npgsql => npgsql
            .MigrationsAssembly(typeof(PostgresStorage).Assembly)
            // After a restart of the server each pooled connection fails once; a server that is away for longer is the caller's to wait for.
            .EnableRetryOnFailure(Retries, LongestRetryPause, errorCodesToAdd: null));
}
