using System.Diagnostics;

namespace TrainingService.Compute.Runtime;

/// <summary>
/// How long the system ran others in place of a thread that computes: time by the clock less the thread's processor time. Reading the latter is a system
/// call, so that it is done once in a while for many calls. All times in ticks of <see cref="Stopwatch"/>.
/// </summary>
internal struct HeldTime
{
    /// <summary>Shorter than a time slice, longer than most calls.</summary>
    private static readonly long Span = Stopwatch.Frequency / 1000;

    /// <summary>Between calls as far apart as this the thread may have waited for anything.</summary>
    private static readonly long Gap = Stopwatch.Frequency / 5000;

    private int thread;
    private long start;
    private long processor;
    private long waited;
    private long lastEnd;

    /// <summary>Takes note that a call begins, on the calling thread.</summary>
    public void Begin(long now)
    {
        var current = Environment.CurrentManagedThreadId;
        if (now - lastEnd <= Gap && thread == current) return;
        (thread, start, processor, waited) = (current, now, ThreadTime.Now(), 0);
    }

    /// <summary>Takes note that it has ended.</summary>
    /// <param name="idle">When the thread began to wait for others, which is no time held up.</param>
    /// <param name="end">When the call ended.</param>
    /// <returns>How long it was held up since this was last told; 0 where it is not told yet.</returns>
    public long End(long idle, long end)
    {
        lastEnd = end;
        waited += end - idle;
        if (end - start < Span) return 0;
        var now = ThreadTime.Now();
        var held = Math.Max(0, end - start - (now - processor) - waited);
        (start, processor, waited) = (end, now, 0);
        return held;
    }
}
