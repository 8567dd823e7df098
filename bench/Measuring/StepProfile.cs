using System.Diagnostics;
using System.Globalization;
using TrainingService.Bench.Workloads;

namespace TrainingService.Bench.Measuring;

/// <summary>Where the time of a step goes, by layer and operation.</summary>
internal static class StepProfile
{
    private const double Seconds = 3;

    /// <summary>Prints it, the slowest first.</summary>
    public static int Print(WorkloadFile file, int threads)
    {
        using var workload = new Workload(file, threads);
        for (var i = 0; i < 3; i++) workload.Step();
        var spells = new Dictionary<string, List<double>>();
        var (watch, steps) = (Stopwatch.StartNew(), 0);
        for (; steps < 10 || watch.Elapsed.TotalSeconds < Seconds; steps++)
        {
            var seconds = new Dictionary<string, double>();
            workload.Profile(seconds);
            foreach (var (label, time) in seconds)
            {
                if (!spells.TryGetValue(label, out var known)) spells[label] = known = [];
                known.Add(time);
            }
        }

        // Of many steps the quickest quarter's slowest: what other programs took away does not count.
        var times = spells.ToDictionary(pair => pair.Key, pair => pair.Value.Order().ElementAt(pair.Value.Count / 4));
        var total = times.Values.Sum();
        foreach (var (label, time) in times.OrderByDescending(pair => pair.Value))
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{time * 1e6,9:F1} us {time / total,6:P1}  {label}"));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{total * 1e6,9:F1} us, {workload.Batch / total:F0} samples/s, {workload.Flops * workload.Batch / total / 1e9:F1} GFLOP/s ({steps} steps)"));
        return 0;
    }
}
