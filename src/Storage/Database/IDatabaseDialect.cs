using TrainingService.Storage.Model;
using TrainingService.Storage.Runs;

namespace TrainingService.Storage.Database;

/// <summary>All that differs between the databases, apart from column types and migrations.</summary>
public interface IDatabaseDialect
{
    /// <summary>The time of the database's clock, in UTC: the only clock that leases are judged by, since every process sees the same one.</summary>
    Task<DateTime> NowAsync(TrainingContext context, CancellationToken cancellation);

    /// <summary>Reads a run, tracked, so that nobody else can change it before the transaction ends. Null if there is none.</summary>
    Task<RunRow?> LockRunAsync(TrainingContext context, Guid id, CancellationToken cancellation);

    /// <summary>Waits until this process may write; dispose it after the transaction.</summary>
    Task<IDisposable> EnterWriteAsync(CancellationToken cancellation);

    /// <summary>Stores points and summaries within the context's transaction, all of them in a statement or two.</summary>
    Task WriteMetricsAsync(TrainingContext context, MetricWrites metrics, CancellationToken cancellation);

    /// <summary>Whether a write failed because a unique value was there already.</summary>
    bool IsUniqueViolation(Exception exception);

    /// <summary>Makes migrating safe against other processes and against one that was killed in the middle; dispose it when done.</summary>
    Task<IDisposable> EnterMigrationAsync(TrainingContext context, CancellationToken cancellation);
}
