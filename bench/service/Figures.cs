using System.Diagnostics;
using System.Globalization;

namespace TrainingService.Bench.Service;

/// <summary>Times of one thing done many times.</summary>
internal static class Figures
{
    /// <summary>Does it, and prints median, 95th percentile and the slowest.</summary>
    public static async Task MeasureAsync(string name, int rounds, Func<Task<int>> work)
    {
        // Compiles what later rounds need: pages after the first are another query.
        var results = await work();
        for (var i = 0; i < 2; i++) await work();
        var times = new List<double>();
        for (var i = 0; i < rounds; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await work();
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        times.Sort();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{times[times.Count / 2],8:F1} ms median {times[Math.Min(times.Count - 1, (int)(times.Count * 0.95))],8:F1} ms p95 {times[^1],8:F1} ms slowest  {results,6} results  {name}"));
    }
}
