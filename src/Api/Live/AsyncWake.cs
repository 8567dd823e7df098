namespace TrainingService.Api.Live;

/// <summary>Wakes one waiting loop. Calls that come while it is awake count as one.</summary>
internal sealed class AsyncWake
{
    private readonly SemaphoreSlim _signal = new(0, 1);
    private readonly Lock _lock = new();

    /// <summary>Ends the wait, or lets the next one pass at once.</summary>
    public void Set()
    {
        lock (_lock)
        {
            if (_signal.CurrentCount == 0) _signal.Release();
        }
    }

    /// <summary>Waits for <see cref="Set"/>, at most for the given time.</summary>
    public Task<bool> WaitAsync(TimeSpan atMost, CancellationToken cancellation) => _signal.WaitAsync(atMost, cancellation);
}
