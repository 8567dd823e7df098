namespace TrainingService.Worker.Leases;

/// <summary>
/// When a lease surely still holds, by this process's own monotonic clock: the database prolongs a lease after it was asked to, so counting
/// from the moment of asking errs on the safe side, whatever the wall clocks say.
/// </summary>
internal sealed class LeaseClock : IDisposable
{
    private readonly TimeProvider _time;
    private readonly TimeSpan _span;
    private readonly CancellationTokenSource _over;
    private readonly Lock _gate = new();
    private long _askedAt;

    /// <param name="span">How long a lease is trusted after it was asked for: its duration less a margin.</param>
    /// <param name="askedAt">Timestamp of the claim's start.</param>
    /// <param name="time">The clock.</param>
    public LeaseClock(TimeSpan span, long askedAt, TimeProvider time)
    {
        _time = time;
        _span = span;
        _askedAt = askedAt;
        _over = new CancellationTokenSource(Left(askedAt), time);
    }

    /// <summary>Cancelled when the lease is over, or may be.</summary>
    public CancellationToken Over => _over.Token;

    /// <summary>Counts a renewal that was asked for at that timestamp. Late answers change nothing.</summary>
    public void Renewed(long askedAt)
    {
        lock (_gate)
        {
            if (askedAt <= _askedAt) return;
            _askedAt = askedAt;
            _over.CancelAfter(Left(askedAt));
        }
    }

    /// <summary>Ends it at once: the database said so.</summary>
    public void End() => _over.Cancel();

    public void Dispose() => _over.Dispose();

    private TimeSpan Left(long askedAt)
    {
        var left = _span - _time.GetElapsedTime(askedAt);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
