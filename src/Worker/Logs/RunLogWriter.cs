using TrainingService.Contracts.Runs;
using TrainingService.Storage.Logs;

namespace TrainingService.Worker.Logs;

/// <summary>Stores lines of runs' logs in batches, so that a talkative run costs a few transactions a second at most.</summary>
internal sealed class RunLogWriter(RunLogBuffer buffer, IRunLogs logs, TimeProvider time, ILogger<RunLogWriter> logger) : BackgroundService, IRunLogFlush
{
    private static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);

    // Lines of one run are stored in the order in which they were said, whoever stores them.
    private readonly SemaphoreSlim _turn = new(1, 1);

    // Taken, and not yet known to be stored.
    private List<(Guid Run, List<RunLogLine> Lines)> _unsaved = [];

    public async Task FlushAsync()
    {
        using var deadline = new CancellationTokenSource(FlushTimeout, time);
        try
        {
            await WriteAsync(deadline.Token);
        }
        catch (Exception e)
        {
            logger.LogDebug(e, "Lines of runs' logs could not be stored before the end of the run");
        }
    }

    public override void Dispose()
    {
        _turn.Dispose();
        base.Dispose();
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Farewell);
        try
        {
            await WriteAsync(deadline.Token);
        }
        catch (Exception e)
        {
            logger.LogWarning(e, "The last lines of runs' logs could not be stored");
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await buffer.WaitAsync(stoppingToken))
            {
                await StoreAsync(stoppingToken);
                await Task.Delay(Pace, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            logger.LogDebug("No more lines are stored: the worker stops");
        }
    }

    /// <summary>Tries until it works: what comes meanwhile is held by the buffer, as far as that reaches.</summary>
    private async Task StoreAsync(CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                await WriteAsync(cancellation);
                return;
            }
            catch (Exception e) when (!cancellation.IsCancellationRequested)
            {
                logger.LogDebug(e, "Lines of runs' logs could not be stored; trying again in {Pause}", Retry);
                await Task.Delay(Retry, time, cancellation);
            }
        }
    }

    private async Task WriteAsync(CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            if (_unsaved.Count == 0) _unsaved = [.. buffer.Take().GroupBy(line => line.Run).Select(run => (run.Key, run.Select(line => line.Line).ToList()))];
            var dropped = buffer.TakeDropped();
            if (dropped > 0) logger.LogWarning("{Lines} lines of runs' logs were dropped while the database was away", dropped);
            while (_unsaved.Count > 0)
            {
                await logs.AppendAsync(_unsaved[0].Run, _unsaved[0].Lines, cancellation);
                _unsaved.RemoveAt(0);
            }
        }
        finally
        {
            _turn.Release();
        }
    }
}
