using Hangfire;
using Hangfire.InMemory;
using Hangfire.PostgreSql;
using Hangfire.PostgreSql.Factories;
using Npgsql;
using TrainingService.Storage;

namespace TrainingService.Worker.Queue;

/// <summary>Where Hangfire keeps its queue: in memory for an embedded service, beside the runs in Postgres otherwise.</summary>
public static class HangfireStorage
{
    /// <summary>Schema of Hangfire's tables in Postgres.</summary>
    public const string Schema = "hangfire";

    // Any number will do, as long as every process of the service takes the same one.
    private const long InstallLock = 0x7472_6169_6e71;

    /// <summary>Opens the queue's storage, creating its tables in Postgres if they are not there.</summary>
    public static JobStorage Create(StorageOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Provider == StorageProvider.Postgres ? CreatePostgres(options.ConnectionString!) : new InMemoryStorage();
    }

    private static PostgreSqlStorage CreatePostgres(string connectionString)
    {
        var options = new PostgreSqlStorageOptions
        {
            SchemaName = Schema,
            // What a submitted run waits at most for an idle worker.
            QueuePollInterval = TimeSpan.FromMilliseconds(200),
            // Without sliding, any run longer than the timeout would be delivered again while it is being trained.
            UseSlidingInvisibilityTimeout = true,
            InvisibilityTimeout = TimeSpan.FromMinutes(5),
        };

        // Hangfire's installer swallows the errors that two of them at once cause, so they take turns.
        using var guard = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        guard.Open();
        using var take = new NpgsqlCommand($"SELECT pg_advisory_lock({InstallLock})", guard);
        take.ExecuteNonQuery();
        return new PostgreSqlStorage(new NpgsqlConnectionFactory(connectionString, options), options);
    }
}
