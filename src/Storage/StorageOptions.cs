using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace TrainingService.Storage;

/// <summary>Where runs, checkpoints and the embedded database are kept.</summary>
public sealed record StorageOptions
{
    /// <summary>Name of the connection string that points at Postgres; without it the database is a SQLite file in <see cref="DataFolder"/>.</summary>
    public const string ConnectionName = "Training";

    /// <summary>Absolute path of the folder with everything that is not in Postgres: the SQLite file, checkpoints, datasets.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Connection string of the Postgres database; null or empty in embedded mode.</summary>
    public string? ConnectionString { get; init; }

    /// <summary>
    /// How long a transaction may stand still before Postgres ends it. A worker that is frozen, or cut off, in the midst of one would otherwise keep its run locked, and
    /// nobody could take the run up.
    /// </summary>
    public TimeSpan IdleTransaction { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The database in use.</summary>
    public StorageProvider Provider => string.IsNullOrWhiteSpace(ConnectionString) ? StorageProvider.Sqlite : StorageProvider.Postgres;

    /// <summary>Reads `Storage:DataFolder`, `Storage:IdleTransaction` and `ConnectionStrings:Training`.</summary>
    /// <param name="configuration">The program's configuration.</param>
    /// <param name="defaultDataFolder">Used when the configuration names no folder.</param>
    /// <exception cref="InvalidOperationException">There is a connection string, but not one of Postgres, or a time that is none.</exception>
    public static StorageOptions Read(IConfiguration configuration, string defaultDataFolder)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var connection = configuration[$"ConnectionStrings:{ConnectionName}"];
        if (!string.IsNullOrWhiteSpace(connection) && !connection.Contains("Host=", StringComparison.OrdinalIgnoreCase))
        {
            throw new InvalidOperationException(
                $"The connection string '{ConnectionName}' has no 'Host=': give one of Postgres, or none to keep the database as a file in the data folder.");
        }

        var folder = configuration["Storage:DataFolder"];
        return new StorageOptions
        {
            DataFolder = Path.GetFullPath(string.IsNullOrWhiteSpace(folder) ? defaultDataFolder : folder),
            ConnectionString = connection,
            IdleTransaction = SpanOf(configuration, "Storage:IdleTransaction", TimeSpan.FromSeconds(10)),
        };
    }

    private static TimeSpan SpanOf(IConfiguration configuration, string key, TimeSpan otherwise)
    {
        if (configuration[key] is not { Length: > 0 } text) return otherwise;
        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) && span > TimeSpan.Zero
            ? span
            : throw new InvalidOperationException($"'{key}' is '{text}'; expected a time above zero such as '00:00:10'.");
    }
}

/// <summary>The databases that runs can be kept in.</summary>
public enum StorageProvider
{
    /// <summary>A file in the data folder, one process (embedded mode).</summary>
    Sqlite,

    /// <summary>A Postgres server shared by API replicas and workers.</summary>
    Postgres,
}
