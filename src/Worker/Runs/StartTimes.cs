namespace TrainingService.Worker.Runs;

/// <summary>What passes between a claim and the first step, told once in the run's log.</summary>
/// <remarks>To be made when the run is claimed.</remarks>
/// <param name="claimedAt">Timestamp from before the claim.</param>
/// <param name="time">Its clock.</param>
/// <param name="logger">The run's log.</param>
internal sealed class StartTimes(long claimedAt, TimeProvider time, ILogger logger)
{
    private readonly long _takenAt = time.GetTimestamp();
    private long _preparedAt;
    private long _begunAt;
    private bool _told;

    /// <summary>The data is at hand and the training planned.</summary>
    public void Prepared() => _preparedAt = time.GetTimestamp();

    /// <summary>Memory is taken and the weights are drawn or restored.</summary>
    public void Begun() => _begunAt = time.GetTimestamp();

    /// <summary>A portion of work is done; the first one is told, with the compilation of its kernels in it.</summary>
    public void Advanced()
    {
        if (_told) return;
        _told = true;
        logger.LogInformation(
            "First step {Total:F0} ms after the claim: {Claim:F0} ms for the claim, {Plan:F0} ms for data and plan, {Memory:F0} ms for memory and weights, {Step:F0} ms for the step and its kernels' code",
            time.GetElapsedTime(claimedAt).TotalMilliseconds, time.GetElapsedTime(claimedAt, _takenAt).TotalMilliseconds,
            time.GetElapsedTime(_takenAt, _preparedAt).TotalMilliseconds,
            time.GetElapsedTime(_preparedAt, _begunAt).TotalMilliseconds, time.GetElapsedTime(_begunAt).TotalMilliseconds);
    }
}
