using TrainingService.Worker.Runs;

namespace TrainingService.Worker.Leases;

/// <summary>Tries a write again while the machinery fails and the lease lasts.</summary>
internal static class StoreRetry
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    /// <exception cref="LeaseLostException">The lease was over before it worked.</exception>
    public static async Task<T> RunAsync<T>(
        Func<CancellationToken, Task<T>> write, TimeSpan timeout, TimeProvider time, ILogger logger, CancellationToken leaseOver)
    {
        for (var pause = First; ; pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, Longest.Ticks)))
        {
            using var call = CancellationTokenSource.CreateLinkedTokenSource(leaseOver);
            call.CancelAfter(timeout);
            try
            {
                leaseOver.ThrowIfCancellationRequested();
                return await write(call.Token);
            }
            catch (OperationCanceledException) when (leaseOver.IsCancellationRequested)
            {
                throw new LeaseLostException("The lease ran out before the write succeeded.");
            }
            catch (Exception e) when (Faults.IsInfrastructure(e) || (e is OperationCanceledException && call.IsCancellationRequested))
            {
                logger.LogWarning(e, "A write failed; trying again in {Pause}", pause);
            }

            await PauseAsync(pause, time, leaseOver);
        }
    }

    private static async Task PauseAsync(TimeSpan pause, TimeProvider time, CancellationToken leaseOver)
    {
        try
        {
            await Task.Delay(pause, time, leaseOver);
        }
        catch (OperationCanceledException)
        {
            throw new LeaseLostException("The lease ran out before the write succeeded.");
        }
    }
}
