using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using TrainingService.Bench.Workloads;

namespace TrainingService.Bench.Measuring;

/// <summary>
/// Our side of a measurement: introduces itself on a line of JSON, then trains for as many seconds as each line on standard input says and answers with a
/// <see cref="Window"/>. The libtorch side speaks the same way, so that both can be measured in turns of half a second.
/// </summary>
internal static class Server
{
    private static readonly int[] LossSteps = [1, 2, 5, 10];

    /// <summary>Serves until standard input ends.</summary>
    public static int Run(WorkloadFile file, int threads)
    {
        using var workload = new Workload(file, threads);
        var losses = new Dictionary<int, double>();
        for (var step = 1; step <= LossSteps[^1]; step++)
        {
            workload.Step();
            if (LossSteps.Contains(step)) losses[step] = workload.Loss;
        }

        Write(new Introduction($"ours {workload.Device}", workload.Batch, (double)workload.Flops * workload.Batch, workload.Parameters, losses));
        var steps = new List<double>(1 << 16);
        while (Console.ReadLine() is { } line) Write(Train(workload, double.Parse(line, CultureInfo.InvariantCulture), steps));
        return 0;
    }

    private static Window Train(Workload workload, double seconds, List<double> steps)
    {
        steps.Clear();
        var cpu = Environment.CpuUsage.TotalTime;
        var (start, last) = (Stopwatch.GetTimestamp(), Stopwatch.GetTimestamp());
        do
        {
            workload.Step();
            var now = Stopwatch.GetTimestamp();
            steps.Add(Stopwatch.GetElapsedTime(last, now).TotalSeconds);
            last = now;
        }
        while (Stopwatch.GetElapsedTime(start, last).TotalSeconds < seconds);
        return new Window([.. steps], (Environment.CpuUsage.TotalTime - cpu).TotalSeconds, ProcFiles.PeakRss());
    }

    private static void Write<T>(T answer) => Console.WriteLine(JsonSerializer.Serialize(answer, JsonLines.Options));
}
