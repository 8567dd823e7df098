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
        var seconds = new Dictionary<string, double>();
        for (var i = 0; i < 3; i++) workload.Step();
        var (watch, steps) = (Stopwatch.StartNew(), 0);
        for (; steps < 10 || watch.Elapsed.TotalSeconds < Seconds; steps++) workload.Profile(seconds);
        var total = seconds.Values.Sum();
        foreach (var (label, sum) in seconds.OrderByDescending(pair => pair.Value))
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{sum / steps * 1e6,9:F1} us {sum / total,6:P1}  {label}"));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{total / steps * 1e6,9:F1} us, {workload.Batch * steps / total:F0} samples/s, {workload.Flops * workload.Batch * steps / total / 1e9:F1} GFLOP/s"));
        return 0;
    }
}
