namespace TrainingService.Api.Live;

/// <summary>Wakes one waiting loop. Calls that come while it is awake count as one.</summary>
internal sealed class AsyncWake
{
    private TaskCompletionSource _next = New();

    /// <summary>Ends the wait, or lets the next one pass at once.</summary>
    public void Set() => Volatile.Read(ref _next).TrySetResult();

    /// <summary>Waits for <see cref="Set"/>. False when none came in the given time.</summary>
    public async Task<bool> WaitAsync(TimeSpan atMost, TimeProvider time, CancellationToken cancellation)
    {
        try
        {
            await _next.Task.WaitAsync(atMost, time, cancellation);
        }
        catch (TimeoutException)
        {
            return false;
        }

        // Renewed before the caller looks: what is set from here on is for the next wait.
        Volatile.Write(ref _next, New());
        return true;
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
