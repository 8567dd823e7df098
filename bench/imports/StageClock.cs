using System.Diagnostics;
using System.Globalization;
using TrainingService.Datasets.Importing;

namespace TrainingService.Bench.Imports;

/// <summary>Notes when each stage of an import began.</summary>
internal sealed class StageClock : IProgress<ImportProgress>
{
    private readonly Stopwatch watch = Stopwatch.StartNew();
    private readonly List<(string Stage, double Began, double Cpu)> stages = [];

    private static double Cpu => Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds;

    public void Report(ImportProgress value)
    {
        lock (stages)
        {
            if (stages.Count == 0 || stages[^1].Stage != value.Stage) stages.Add((value.Stage, watch.Elapsed.TotalSeconds, Cpu));
        }
    }

    public override string ToString() => string.Join(", ", stages.Select((stage, i) =>
    {
        var (end, cpu) = i + 1 < stages.Count ? (stages[i + 1].Began, stages[i + 1].Cpu) : (watch.Elapsed.TotalSeconds, Cpu);
        return string.Create(CultureInfo.InvariantCulture, $"{stage.Stage} {end - stage.Began:0.0} s (processor {cpu - stage.Cpu:0.0} s)");
    }));
}
