using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace TrainingService.Tests.Shared.Postgres;

/// <summary>
/// A real Postgres for tests: a throw-away cluster on a free local port, or the server that TRAINING_TEST_POSTGRES names.
/// A machine without Postgres makes the tests fail, never skip: an untested provider must be seen.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    /// <summary>Connection string of a server to use instead of starting one; its user must be allowed to create databases.</summary>
    public const string ExternalVariable = "TRAINING_TEST_POSTGRES";

    private readonly PostgresCluster? _cluster;
    private readonly string _admin;

    private PostgresServer(PostgresCluster? cluster, string admin)
    {
        _cluster = cluster;
        _admin = admin;
    }

    /// <summary>Whether this is the machine's or CI's server, which tests may not stop.</summary>
    public bool IsExternal => _cluster is null;

    /// <summary>Starts a server, or takes the one of the environment.</summary>
    public static async Task<PostgresServer> StartAsync()
    {
        return Environment.GetEnvironmentVariable(ExternalVariable) is { Length: > 0 } external
            ? new PostgresServer(null, external)
            : await StartOwnAsync();
    }

    /// <summary>Starts a server whatever the environment says: for tests that stop it.</summary>
    public static async Task<PostgresServer> StartOwnAsync()
    {
        var port = FreePort();
        var cluster = await PostgresCluster.CreateAsync();
        try
        {
            await cluster.StartAsync(port);
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }

        var admin = new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = port,
            Username = "postgres",
            Database = "postgres",
            MaxPoolSize = 50,
            // A server that was restarted leaves dead pooled connections; tests want the fresh one at once.
            ConnectionIdleLifetime = 10,
        };
        return new PostgresServer(cluster, admin.ConnectionString);
    }

    /// <summary>Makes an empty database and gives its connection string.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"test_{Guid.NewGuid():N}");
        await ExecuteAsync($"CREATE DATABASE {name}");
        return new NpgsqlConnectionStringBuilder(_admin) { Database = name }.ConnectionString;
    }

    /// <summary>Drops a database of <see cref="CreateDatabaseAsync"/>, ending its connections.</summary>
    public async Task DropDatabaseAsync(string connectionString)
    {
        var name = new NpgsqlConnectionStringBuilder(connectionString).Database;
        await ExecuteAsync($"DROP DATABASE IF EXISTS {name} WITH (FORCE)");
    }

    /// <summary>Stops the server as a crash would, keeping its data; <see cref="StartAgainAsync"/> brings it back on the same port.</summary>
    public Task StopAsync() => Own().StopAsync();

    /// <summary>Starts a stopped server again.</summary>
    public Task StartAgainAsync() => Own().StartAsync(new NpgsqlConnectionStringBuilder(_admin).Port);

    /// <summary>Stops and starts: every connection breaks, the data stays.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAgainAsync();
    }

    /// <summary>Ends every connection but this one, as an administrator or a failover does.</summary>
    public Task CutConnectionsAsync() => ExecuteAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname IS NOT NULL");

    /// <summary>Runs one statement as the administrator.</summary>
    public async Task ExecuteAsync(string sql)
    {
        // Unpooled: a pooled connection to "postgres" would not survive a restart of the server.
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_admin) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Stops the server and removes its files.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null) await _cluster.DisposeAsync();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private PostgresCluster Own() =>
        _cluster ?? throw new InvalidOperationException($"The server of {ExternalVariable} is not ours to stop.");
}
