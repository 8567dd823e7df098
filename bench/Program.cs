using System.Diagnostics;
using System.Globalization;
using TrainingService.Shared.Compute;

namespace TrainingService.Bench;

/// <summary>
/// Times training steps of a workload: <c>TrainingService.Bench WORKLOAD [--threads N] [--seconds S] [--profile]</c> prints losses of the first steps
/// (to be compared with the peer's) and samples per second over windows of half a second.
/// </summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        if (arguments.Length == 0 || !PeerWorkload.Names.Contains(arguments[0]))
        {
            Console.Error.WriteLine($"usage: TrainingService.Bench {string.Join('|', PeerWorkload.Names)} [--threads N] [--seconds S] [--profile]");
            return 2;
        }

        var threads = (int)Option(arguments, "--threads", Environment.ProcessorCount);
        var seconds = Option(arguments, "--seconds", 5);
        using var workload = PeerWorkload.Create(arguments[0], threads);
        for (var step = 1; step <= 20; step++)
        {
            workload.Step();
            if (step is 1 or 2 or 5 or 10 or 20) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"loss {step}: {workload.Loss:F6}"));
        }

        var times = new List<double>();
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed.TotalSeconds < seconds)
        {
            var start = Stopwatch.GetTimestamp();
            workload.Step();
            times.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        var total = times.Sum();
        times.Sort();
        var perSecond = times.Count * workload.Batch / total;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{arguments[0]} threads {threads}: {perSecond:F0} samples/s, step median {times[times.Count / 2] * 1e3:F3} ms, p90 {times[times.Count * 9 / 10] * 1e3:F3} ms, {perSecond * workload.Flops / 1e9:F1} GFLOP/s"));
        if (arguments.Contains("--profile")) Profile(workload);
        return 0;
    }

    private static void Profile(PeerWorkload workload)
    {
        const int Steps = 500;
        var seconds = new Dictionary<string, double>();
        for (var step = 0; step < Steps; step++) workload.Profile(seconds);
        foreach (var (label, sum) in seconds.OrderByDescending(pair => pair.Value))
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{sum / Steps * 1e6,9:F1} us {sum / seconds.Values.Sum(),6:P1}  {label}"));
    }

    private static double Option(string[] arguments, string name, double otherwise) =>
        Array.IndexOf(arguments, name) is >= 0 and var i ? double.Parse(arguments[i + 1], CultureInfo.InvariantCulture) : otherwise;
}
