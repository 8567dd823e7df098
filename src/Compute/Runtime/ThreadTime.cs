using System.Diagnostics;
using System.Runtime.InteropServices;

namespace TrainingService.Compute.Runtime;

/// <summary>How long the calling thread has had a processor.</summary>
internal static partial class ThreadTime
{
    private const int ThreadProcessorTime = 3;

    /// <summary>Whether the system tells it here. Elsewhere a thread counts as running all the time.</summary>
    public static bool IsKnown { get; } = OperatingSystem.IsLinux() && Environment.Is64BitProcess && clock_gettime(ThreadProcessorTime, out _) == 0;

    /// <summary>Ticks of <see cref="Stopwatch"/> since some moment; a system call.</summary>
    public static long Now()
    {
        if (!IsKnown || clock_gettime(ThreadProcessorTime, out var time) != 0) return Stopwatch.GetTimestamp();
        return time.Seconds * Stopwatch.Frequency + (long)(time.Nanoseconds * (Stopwatch.Frequency / 1e9));
    }

    [LibraryImport("libc")]
    [SuppressGCTransition]
    private static partial int clock_gettime(int clock, out Time time);

    private struct Time
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
