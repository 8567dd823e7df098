using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using TrainingService.Storage.Model;

namespace TrainingService.Storage.Postgres;

/// <summary>
/// Lets one process migrate at a time, from its look at what is pending to the last migration. EF's own lock ends with each migration, so that with
/// more than one of them a second process would apply again what it had seen pending. The server frees this lock when its holder's connection ends.
/// </summary>
internal sealed class MigrationLock : IDisposable
{
    private const long Key = 0x747261696e696e67; // "training"

    private readonly NpgsqlConnection _connection;

    private MigrationLock(NpgsqlConnection connection) => _connection = connection;

    public static async Task<IDisposable> TakeAsync(NpgsqlDataSource source, TrainingContext context, CancellationToken cancellation)
    {
        var connection = source.CreateConnection();
        try
        {
            await OpenAsync(connection, context, cancellation);
            await using var command = new NpgsqlCommand($"SELECT pg_advisory_lock({Key})", connection) { CommandTimeout = 0 };
            await command.ExecuteNonQueryAsync(cancellation);
            return new MigrationLock(connection);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Gives the lock back at once: a connection that lies in the pool keeps its session, and with it its locks.</summary>
    public void Dispose()
    {
        using (_connection)
        {
            using var command = new NpgsqlCommand($"SELECT pg_advisory_unlock({Key})", _connection);
            try
            {
                command.ExecuteNonQuery();
            }
            catch (NpgsqlException)
            {
                // The connection is lost, and the lock with it.
            }
        }
    }

    private static async Task OpenAsync(NpgsqlConnection connection, TrainingContext context, CancellationToken cancellation)
    {
        try
        {
            await context.Database.CreateExecutionStrategy().ExecuteAsync(() => connection.OpenAsync(cancellation));
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.InvalidCatalogName)
        {
            await CreateAsync(context, cancellation);
            await connection.OpenAsync(cancellation);
        }
    }

    private static async Task CreateAsync(TrainingContext context, CancellationToken cancellation)
    {
        try
        {
            await context.GetService<IRelationalDatabaseCreator>().CreateAsync(cancellation);
        }
        catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
        {
            // Another process was quicker: the database is there, which is all that was wanted.
        }
    }
}
