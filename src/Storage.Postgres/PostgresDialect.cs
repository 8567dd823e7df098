using Microsoft.EntityFrameworkCore;
using Npgsql;
using TrainingService.Storage.Database;
using TrainingService.Storage.Model;
using TrainingService.Storage.Runs;

namespace TrainingService.Storage.Postgres;

/// <summary>Postgres: rows are locked one by one, and a migrating process's lock is freed by the server when its holder dies.</summary>
internal sealed class PostgresDialect(NpgsqlDataSource source) : IDatabaseDialect
{
    /// <summary>clock_timestamp, not now(): the latter is the start of the transaction, before any wait for a row.</summary>
    public Task<DateTime> NowAsync(TrainingContext context, CancellationToken cancellation) =>
        context.Database.SqlQuery<DateTime>($"SELECT clock_timestamp() AS \"Value\"").SingleAsync(cancellation);

    public Task<RunRow?> LockRunAsync(TrainingContext context, Guid id, CancellationToken cancellation) =>
        context.Runs.FromSql($"SELECT * FROM runs WHERE id = {id} FOR UPDATE").AsTracking().FirstOrDefaultAsync(cancellation);

    public Task<IDisposable> EnterWriteAsync(CancellationToken cancellation) => Task.FromResult<IDisposable>(Nothing.Instance);

    public Task WriteMetricsAsync(TrainingContext context, MetricWrites metrics, CancellationToken cancellation) =>
        PostgresMetrics.WriteAsync(context, metrics, cancellation);

    public bool IsUniqueViolation(Exception exception) =>
        exception is DbUpdateException { InnerException: PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } };

    public Task<IDisposable> EnterMigrationAsync(TrainingContext context, CancellationToken cancellation) =>
        MigrationLock.TakeAsync(source, context, cancellation);

    private sealed class Nothing : IDisposable
    {
        public static readonly Nothing Instance = new();

        public void Dispose()
        {
        }
    }
}
