using System.Globalization;
using TrainingService.Bench.Measuring;

namespace TrainingService.Bench.Comparing;

/// <summary>Prints results as they come, as a Markdown table.</summary>
internal static class ResultTable
{
    /// <summary>The machine and the head of the table.</summary>
    public static void Begin(BenchOptions options, IReadOnlyDictionary<int, Peaks> peaks)
    {
        Console.WriteLine($"{ProcFiles.Processor()}, {Environment.ProcessorCount} processors");
        foreach (var (threads, peak) in peaks)
            Line($"{threads} thread(s): at most {peak.Gflops:F0} GFLOP/s, {peak.GigabytesPerSecond:F0} GB/s");
        if (options.PeerProgram is null) Console.WriteLine("Without libtorch: bench/run.sh builds it; or say --peer-bin FILE.");
        Console.WriteLine("\n| workload | threads | engine | samples/s | step ms (median) | p90 | GFLOP/s | of peak | peak MiB | ratio | losses differ | foreign load | clean rounds | caches apart |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|");
    }

    /// <summary>One workload.</summary>
    public static void Write(WorkloadResult result)
    {
        foreach (var side in result.Sides)
        {
            var ratio = result.Ratios.TryGetValue(side.Side, out var ours) ? ours.ToString("F2", CultureInfo.InvariantCulture) : "";
            var losses = side.Side == "ours" || result.LossDifference is null ? "" : result.LossDifference.Value.ToString("E0", CultureInfo.InvariantCulture);
            var apart = result.RoundsApart is { } rounds ? $"{rounds}/{result.Rounds}" : "";
            Line($"| {result.Workload} | {result.Threads} | {side.Side} | {side.SamplesPerSecond:F0} | {side.StepMsMedian:F3} | {side.StepMsP90:F3} | {side.Gflops:F0} | {side.ShareOfPeak:P0} | {side.PeakRssMb:F0} | {ratio} | {losses} | {result.ForeignLoad:F2} | {result.CleanRounds}/{result.Rounds} | {apart} |");
        }
    }

    /// <summary>Geometric means of the ratios.</summary>
    public static void End(IReadOnlyList<WorkloadResult> results)
    {
        foreach (var group in results.SelectMany(r => r.Ratios.Select(ratio => (r.Threads, ratio.Key, ratio.Value))).GroupBy(r => (r.Threads, r.Key)))
            Line($"\n{group.Key.Threads} thread(s), {group.Key.Key} libtorch: {group.Count()} workloads, ratio {Mean(group.Select(r => r.Value)):F2} in the geometric mean, {group.Min(r => r.Value):F2} at least");
    }

    /// <summary>The geometric mean.</summary>
    public static double Mean(IEnumerable<double> ratios) => Math.Exp(ratios.Average(Math.Log));

    private static void Line(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
