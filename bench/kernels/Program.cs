using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;
using TrainingService.Bench.Measuring;
using TrainingService.Kernels;
using TrainingService.Kernels.Cases;

// `bench/kernels.sh [words of cases ...]`: kernels one by one on one thread, each with its distance to the roof.
KernelCases.Chosen = KernelCases.Named(args);
if (KernelCases.Chosen.Count == 0)
{
    Console.Error.WriteLine($"No kernel's name has all of: {string.Join(' ', args)}. There are:");
    foreach (var row in KernelCases.All) Console.Error.WriteLine($"  {row.Name}");
    return 2;
}

var peaks = Peaks.Measure(1);
Console.WriteLine($"At most {peaks.Gflops:0} GFLOP/s from registers, {peaks.GigabytesPerSecond:0} GB/s from memory.");
// In this process: it was started without tiers, as the product is, and kernels need nothing else of a fresh one.
var job = Job.Default.WithToolchain(InProcessNoEmitToolchain.DontLogOutput).WithStrategy(RunStrategy.Throughput).WithIterationTime(Perfolizer.Horology.TimeInterval.FromMilliseconds(150)).WithWarmupCount(2).WithIterationCount(9);
var config = ManualConfig.CreateEmpty().AddJob(job).AddLogger(ConsoleLogger.Default).AddExporter(BenchmarkDotNet.Exporters.MarkdownExporter.Console)
    .AddColumnProvider(DefaultColumnProviders.Params).AddColumn(StatisticColumn.Median, StatisticColumn.StdDev)
    .AddColumn(new RoofColumn("GFLOP/s", peaks), new RoofColumn("GB/s", peaks), new RoofColumn("of roof", peaks))
    .WithArtifactsPath(Path.Combine("artifacts", "kernels")).WithSummaryStyle(SummaryStyle.Default.WithMaxParameterColumnWidth(60));
BenchmarkRunner.Run<KernelBenchmark>(config);
return 0;
