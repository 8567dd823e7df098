using System.Globalization;

namespace TrainingService.Integration.Tests.Faults;

/// <summary>Writes what the fault suites measured to the file that TRAINING_FIGURES names: docs/reliability.md has a table of them.</summary>
internal static class Figures
{
    private static readonly Lock Gate = new();

    /// <summary>Adds a line: count, median, 99th percentile and largest in milliseconds.</summary>
    public static void Record(string what, IReadOnlyCollection<TimeSpan> times)
    {
        if (Environment.GetEnvironmentVariable("TRAINING_FIGURES") is not { Length: > 0 } file) return;
        var sorted = times.Select(time => time.TotalMilliseconds).Order().ToList();
        var line = string.Create(CultureInfo.InvariantCulture, $"{what}: n {sorted.Count}, p50 {At(0.5):F0} ms, p99 {At(0.99):F0} ms, max {sorted[^1]:F0} ms\n");
        lock (Gate) File.AppendAllText(file, line);

        double At(double share) => sorted[Math.Min(sorted.Count - 1, (int)Math.Ceiling(share * sorted.Count) - 1)];
    }
}
