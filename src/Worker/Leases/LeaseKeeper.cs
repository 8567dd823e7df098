using TrainingService.Contracts.Runs;
using TrainingService.Storage.Feed;
using TrainingService.Storage.Runs;
using TrainingService.Worker.Hosting;

namespace TrainingService.Worker.Leases;

/// <summary>
/// Holds a run's lease beside its training: renews it however long a batch takes, carries progress to the database, reads what is wanted of
/// the run and says when to stop.
/// </summary>
internal sealed class LeaseKeeper : IAsyncDisposable
{
    private readonly IRunLeases _leases;
    private readonly IRunSignals _signals;
    private readonly WorkerOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationToken _shutdown;
    private readonly LeaseClock _clock;
    private readonly CancellationTokenSource _cancelled = new();
    private readonly CancellationTokenSource _paused = new();
    private readonly CancellationTokenSource _useless;
    private readonly CancellationTokenSource _ended;
    private readonly CancellationTokenSource _stop;
    private readonly SemaphoreSlim _wake = new(0);
    private readonly Task _keeping;
    private RunProgress? _progress;
    private long _knownSeq;
    private volatile bool _finishNow;

    private LeaseKeeper(
        RunLease lease, long claimedAt, IRunLeases leases, IRunSignals signals, WorkerOptions options, TimeProvider time, ILogger logger,
        CancellationToken shutdown)
    {
        (Lease, _leases, _signals, _options, _time, _logger, _shutdown) = (lease, leases, signals, options, time, logger, shutdown);
        _clock = new LeaseClock(lease.Duration - options.LeaseMargin, claimedAt, time);
        _ended = CancellationTokenSource.CreateLinkedTokenSource(_clock.Over);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(_clock.Over, _cancelled.Token, _paused.Token, shutdown);
        _useless = CancellationTokenSource.CreateLinkedTokenSource(_clock.Over, _cancelled.Token);
        _keeping = KeepAsync();
    }

    /// <summary>The lease held.</summary>
    public RunLease Lease { get; }

    /// <summary>Cancelled when the training should stop; <see cref="Reason"/> says why.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>Cancelled when nothing of what is being computed will be kept: a batch may be broken off.</summary>
    public CancellationToken Useless => _useless.Token;

    /// <summary>Whether somebody wants the training ended with what it has.</summary>
    public bool FinishNow => _finishNow;

    /// <summary>Cancelled when nothing more may be written.</summary>
    public CancellationToken Lost => _clock.Over;

    /// <summary>Why to stop.</summary>
    public StopReason Reason =>
        Lost.IsCancellationRequested ? StopReason.LeaseLost
        : _cancelled.IsCancellationRequested ? StopReason.Cancelled
        : _paused.IsCancellationRequested ? StopReason.Paused
        : _shutdown.IsCancellationRequested ? StopReason.Shutdown
        : StopReason.None;

    /// <summary>Starts keeping a lease.</summary>
    /// <param name="lease">The lease just claimed.</param>
    /// <param name="claimedAt">Timestamp from before the claim.</param>
    /// <param name="leases">Where it is kept.</param>
    /// <param name="signals">Told of what may be new though nobody knows.</param>
    /// <param name="options">Intervals.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">The run's log.</param>
    /// <param name="shutdown">The worker shuts down.</param>
    public static LeaseKeeper Start(
        RunLease lease, long claimedAt, IRunLeases leases, IRunSignals signals, WorkerOptions options, TimeProvider time, ILogger logger,
        CancellationToken shutdown) => new(lease, claimedAt, leases, signals, options, time, logger, shutdown);

    /// <summary>The newest progress, to be stored with the next renewal, which this brings forward.</summary>
    public void Report(RunProgress progress)
    {
        Volatile.Write(ref _progress, progress);
        Wake();
    }

    /// <summary>Something happened to the run: renews now, and so learns what, unless this worker caused it.</summary>
    public void Nudge(RunSignal signal)
    {
        if (signal.RunId == Guid.Empty || signal.Seq > Volatile.Read(ref _knownSeq)) Wake();
    }

    /// <summary>Writes to the run under its lease. Faults of the machinery are tried again until the lease is over.</summary>
    /// <exception cref="LeaseLostException">The write was refused, or the lease ran out before it succeeded.</exception>
    public async Task<LeaseStatus> WriteAsync(Func<RunLease, CancellationToken, Task<LeaseStatus>> write)
    {
        var tries = 0;
        var status = await StoreRetry.RunAsync(
            async cancellation =>
            {
                tries++;
                var askedAt = _time.GetTimestamp();
                var status = await write(Lease, cancellation);
                Observe(status, askedAt);
                return status;
            },
            CallTimeout, _time, _logger, Lost);
        if (!status.Held) throw new LeaseLostException("Another worker has the run: the write was refused.");
        // The store tells what it commits. A try that failed may have been committed all the same, and nobody was told of that.
        if (tries > 1) await PublishAsync(status.Seq);
        return status;
    }

    /// <summary>Stops renewing, before the run is given back or its lease is left to run out.</summary>
    public async Task StopRenewingAsync()
    {
        await _ended.CancelAsync();
        await _keeping;
    }

    public async ValueTask DisposeAsync()
    {
        await StopRenewingAsync();
        _stop.Dispose();
        _useless.Dispose();
        _ended.Dispose();
        _cancelled.Dispose();
        _paused.Dispose();
        _clock.Dispose();
        _wake.Dispose();
    }

    // A call that hangs must leave time for another one within the lease.
    private TimeSpan CallTimeout => Lease.Duration / 3;

    private async Task KeepAsync()
    {
        // Off the caller's stack, and off its context: the constructor must not run the first renewal.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        RunProgress? stored = null;
        while (!_ended.IsCancellationRequested)
        {
            var progress = Volatile.Read(ref _progress);
            var isNew = !ReferenceEquals(progress, stored);
            if (await RenewAsync(isNew ? progress : null) && isNew) stored = progress;
            await WaitAsync();
        }
    }

    private async Task<bool> RenewAsync(RunProgress? progress)
    {
        using var call = CancellationTokenSource.CreateLinkedTokenSource(_ended.Token);
        call.CancelAfter(CallTimeout);
        var askedAt = _time.GetTimestamp();
        try
        {
            var status = await _leases.RenewAsync(Lease, progress, call.Token);
            Observe(status, askedAt);
            return status.Held;
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception e)
        {
            // Whatever it was, the clock decides: without a renewal in time the training stops.
            _logger.LogWarning(e, "The lease could not be renewed; trying again");
            return false;
        }
    }

    private void Observe(LeaseStatus status, long askedAt)
    {
        if (!status.Held)
        {
            _clock.End();
            return;
        }

        _clock.Renewed(askedAt);
        Know(status.Seq);
        if (status.State is RunState.Cancelling) _cancelled.Cancel();
        if (status.State is RunState.Pausing) _paused.Cancel();
        if (status.State is RunState.Stopping) _finishNow = true;
    }

    private void Wake()
    {
        if (_wake.CurrentCount == 0) _wake.Release();
    }

    /// <summary>Events up to this one have been seen, with the state that they left.</summary>
    private void Know(long seq)
    {
        long known;
        while ((known = Volatile.Read(ref _knownSeq)) < seq && Interlocked.CompareExchange(ref _knownSeq, seq, known) != known)
        {
            // Another answer came in between.
        }
    }

    private async Task PublishAsync(long seq)
    {
        try
        {
            await _signals.PublishAsync(new RunSignal(Lease.RunId, seq), _ended.Token);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            _logger.LogDebug(e, "A signal was not sent; readers find the news at their next poll");
        }
        catch (OperationCanceledException)
        {
            _logger.LogDebug("A signal was not sent: the lease is over");
        }
    }

    private async Task WaitAsync()
    {
        using var turn = CancellationTokenSource.CreateLinkedTokenSource(_ended.Token);
        await Task.WhenAny(Task.Delay(_options.Renewal, _time, turn.Token), _wake.WaitAsync(turn.Token));
        await turn.CancelAsync();
    }
}
