using System.Globalization;

namespace TrainingService.Bench.Measuring;

/// <summary>What Linux tells about processors and memory.</summary>
internal static class ProcFiles
{
    private const double TicksPerSecond = 100;

    // cpu user nice system idle iowait irq softirq steal
    private static readonly int[] Busy = [1, 2, 3, 6, 7, 8];

    /// <summary>Seconds that all processors together have been busy since the machine started, other guests' share of them included.</summary>
    public static double BusySeconds()
    {
        var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return Busy.Sum(i => double.Parse(fields[i], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }

    /// <summary>Most memory this process has held, in bytes.</summary>
    public static long PeakRss() => 1024 * long.Parse(
        File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);

    /// <summary>The processor's name.</summary>
    public static string Processor() =>
        File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "unknown processor";
}
