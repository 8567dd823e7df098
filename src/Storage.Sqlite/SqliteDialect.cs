using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using TrainingService.Storage.Database;
using TrainingService.Storage.Model;
using TrainingService.Storage.Runs;

namespace TrainingService.Storage.Sqlite;

/// <summary>SQLite: one writer at a time for the whole file, so a write transaction is itself the lock on every row.</summary>
internal sealed class SqliteDialect(StorageOptions options) : IDatabaseDialect, IDisposable
{
    private const int ConstraintUnique = 2067;
    private const int ConstraintPrimaryKey = 1555;

    // The provider waits for SQLite's lock by blocking a thread; waiting here first keeps the thread pool free.
    private readonly SemaphoreSlim _writer = new(1, 1);

    public async Task<DateTime> NowAsync(TrainingContext context, CancellationToken cancellation)
    {
        var milliseconds = await context.Database
            .SqlQuery<long>($"SELECT CAST(ROUND(unixepoch('now', 'subsec') * 1000) AS INTEGER) AS Value").SingleAsync(cancellation);
        return DateTime.UnixEpoch.AddMilliseconds(milliseconds);
    }

    /// <summary>A plain read: EF's transactions on SQLite begin with BEGIN IMMEDIATE, so nobody else writes by now.</summary>
    public Task<RunRow?> LockRunAsync(TrainingContext context, Guid id, CancellationToken cancellation) =>
        context.Runs.FirstOrDefaultAsync(r => r.Id == id, cancellation);

    public async Task<IDisposable> EnterWriteAsync(CancellationToken cancellation)
    {
        await _writer.WaitAsync(cancellation);
        return new Turn(_writer);
    }

    public Task WriteMetricsAsync(TrainingContext context, MetricWrites metrics, CancellationToken cancellation) =>
        SqliteMetrics.WriteAsync(context, metrics, cancellation);

    public bool IsUniqueViolation(Exception exception) =>
        exception is DbUpdateException { InnerException: SqliteException { SqliteExtendedErrorCode: ConstraintUnique or ConstraintPrimaryKey } };

    public async Task<IDisposable> EnterMigrationAsync(TrainingContext context, CancellationToken cancellation)
    {
        var turn = await FileLock.TakeAsync(Path.Combine(options.DataFolder, "migration.lock"), cancellation);
        try
        {
            await StaleMigrationLock.ClearAsync(context, cancellation);
            return turn;
        }
        catch
        {
            turn.Dispose();
            throw;
        }
    }

    public void Dispose() => _writer.Dispose();

    private sealed class Turn(SemaphoreSlim writer) : IDisposable
    {
        public void Dispose() => writer.Release();
    }
}
