using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using TrainingService.Storage.Database;
using TrainingService.Storage.Feed;
using TrainingService.Storage.History;
using TrainingService.Storage.Model;

namespace TrainingService.Storage.Runs;

/// <summary>The one way a run is changed: row locked, clock read, changed, committed, then signalled.</summary>
internal sealed partial class RunTransactions(
    IDbContextFactory<TrainingContext> contexts, IDatabaseDialect dialect, IRunSignals signals, ILogger<RunTransactions> logger)
{
    /// <summary>A context for reading.</summary>
    public Task<TrainingContext> OpenAsync(CancellationToken cancellation) => contexts.CreateDbContextAsync(cancellation);

    /// <summary>Whether a write failed because a unique value was there already.</summary>
    public bool IsUniqueViolation(DbUpdateException exception) => dialect.IsUniqueViolation(exception);

    /// <summary>Reads with the database's clock at hand.</summary>
    public async Task<T> ReadAsync<T>(Func<TrainingContext, DateTime, Task<T>> read, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await read(context, await dialect.NowAsync(context, cancellation));
    }

    /// <summary>Changes one run. <paramref name="change"/> gets null when there is no such run.</summary>
    public Task<T> ChangeAsync<T>(Guid id, Func<RunChange?, Task<T>> change, CancellationToken cancellation) =>
        CommitAsync((context, touched) => ChangeAsync(context, touched, id, change, cancellation), cancellation);

    /// <summary>Stores a new run, finds it and changes it as if it were there, and takes all of it back: nobody else ever sees any of it.</summary>
    public Task RehearseAsync(
        Func<DateTime, RunRow> create, Func<TrainingContext, DateTime, Task> find, Func<RunChange, Task> change, CancellationToken cancellation) =>
        CommitAsync(
            async (context, touched) =>
            {
                var now = await dialect.NowAsync(context, cancellation);
                var row = create(now);
                context.Runs.Add(row);
                await context.SaveChangesAsync(cancellation);
                context.ChangeTracker.Clear();
                await find(context, now);
                return await ChangeAsync(
                    context,
                    touched,
                    row.Id,
                    async run =>
                    {
                        await change(run!);
                        return row.Id;
                    },
                    cancellation);
            },
            cancellation,
            keep: false);

    /// <summary>Stores a new run and what it is found by; or does all of it but the last step, and takes it back, when it is not to be kept.</summary>
    public Task<RunRow> AddAsync(
        Func<DateTime, RunRow> create, Func<RunRow, IEnumerable<RunParamRow>> parameters, bool keep, CancellationToken cancellation) =>
        CommitAsync(
            async (context, touched) =>
            {
                var now = await dialect.NowAsync(context, cancellation);
                var row = create(now);
                context.Runs.Add(row);
                context.RunParams.AddRange(parameters(row));
                var run = new RunChange(context, row, now);
                run.AppendState(null, Actors.Api, null);
                touched.Add(run.Signal!.Value);
                return row;
            },
            cancellation,
            keep);

    /// <summary>Any other write, without signals.</summary>
    public Task<T> WriteAsync<T>(Func<TrainingContext, DateTime, Task<T>> write, CancellationToken cancellation) =>
        CommitAsync(async (context, _) => await write(context, await dialect.NowAsync(context, cancellation)), cancellation);

    private async Task<T> ChangeAsync<T>(
        TrainingContext context, List<RunSignal> touched, Guid id, Func<RunChange?, Task<T>> change, CancellationToken cancellation)
    {
        var row = await dialect.LockRunAsync(context, id, cancellation);
        if (row is null) return await change(null);
        // After the lock: the wait for it may have outlasted a lease.
        var run = new RunChange(context, row, await dialect.NowAsync(context, cancellation));
        var result = await change(run);
        await dialect.WriteMetricsAsync(context, run.Metrics, cancellation);
        if (run.Metrics.Points.Count > 0)
            await BucketWriter.CompleteAsync(context, id, run.Metrics.Names, run.Metrics.EpochsBefore, run.Metrics.Points[^1].Epoch, cancellation);
        if (run.Signal is { } signal) touched.Add(signal);
        return result;
    }

    private async Task<T> CommitAsync<T>(Func<TrainingContext, List<RunSignal>, Task<T>> write, CancellationToken cancellation, bool keep = true)
    {
        List<RunSignal> touched = [];
        T result;
        using (await dialect.EnterWriteAsync(cancellation))
        {
            await using var context = await contexts.CreateDbContextAsync(cancellation);
            // Postgres' strategy does it again from the start when the connection breaks, which is how a restarted server is survived.
            // A commit whose answer was lost is then done twice: every write here finds its own first time and changes nothing more. What the first time
            // would have told is told too, since it may be there.
            result = await context.Database.CreateExecutionStrategy().ExecuteAsync(
                async () =>
                {
                    context.ChangeTracker.Clear();
                    await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
                    var written = await write(context, touched);
                    await context.SaveChangesAsync(cancellation);
                    if (keep) await transaction.CommitAsync(cancellation);
                    else await transaction.RollbackAsync(cancellation);
                    return written;
                });
        }

        if (!keep) return result;
        foreach (var signal in touched.Distinct()) await PublishAsync(signal);
        return result;
    }

    /// <summary>What is committed must not look failed because nobody could be told: readers poll as well.</summary>
    private async Task PublishAsync(RunSignal signal)
    {
        try
        {
            await signals.PublishAsync(signal, CancellationToken.None);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            LogNotPublished(signal.RunId, signal.Seq, exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Run {Run} changed (event {Seq}), but the signal could not be sent; readers will find it at their next poll.")]
    private partial void LogNotPublished(Guid run, long seq, Exception exception);
}
