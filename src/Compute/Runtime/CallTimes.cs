namespace TrainingService.Compute.Runtime;

/// <summary>Time spent in each call of a compiled step, summed over the steps that were timed.</summary>
internal sealed class CallTimes(int calls)
{
    private readonly long[] ticks = new long[calls];

    /// <summary>Steps timed.</summary>
    public long Steps { get; private set; }

    /// <summary>Stopwatch ticks of a call over all steps timed.</summary>
    public long this[int call] => ticks[call];

    /// <summary>Adds a call's time.</summary>
    public void Add(int call, long elapsed) => ticks[call] += elapsed;

    /// <summary>Counts a step.</summary>
    public void EndStep() => Steps++;
}
