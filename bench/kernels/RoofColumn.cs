using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using TrainingService.Bench.Measuring;
using TrainingService.Kernels.Cases;

namespace TrainingService.Kernels;

/// <summary>
/// Rates, and the share of what the machine could do: the roof is the larger of the times that the operations take at the measured peak and that
/// the operands take at the measured bandwidth. Operands that lie in a cache can be faster than that, and so can a convolution that multiplies less
/// than its definition says.
/// </summary>
internal sealed class RoofColumn(string name, Peaks peaks) : IColumn
{
    public string Id => $"roof {name}";

    public string ColumnName => name;

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 0;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public string Legend => name switch
    {
        "GFLOP/s" => "Operations of the definition, 10⁹ per second",
        "GB/s" => "Operands, each read or written once, 10⁹ bytes per second",
        _ => "Time at the measured peak or bandwidth, whichever is longer, by the time taken",
    };

    public bool IsAvailable(Summary summary) => true;

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase) => GetValue(summary, benchmarkCase, SummaryStyle.Default);

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style)
    {
        if (summary[benchmarkCase]?.ResultStatistics is not { } statistics) return "failed";
        var row = KernelCases.Find((string)benchmarkCase.Parameters[nameof(KernelBenchmark.Kernel)]);
        var nanoseconds = statistics.Median;
        var least = Math.Max(row.Flops / peaks.Gflops, row.Bytes / peaks.GigabytesPerSecond);
        return name switch
        {
            "GFLOP/s" => (row.Flops / nanoseconds).ToString("0", CultureInfo.InvariantCulture),
            "GB/s" => (row.Bytes / nanoseconds).ToString("0", CultureInfo.InvariantCulture),
            _ => (least / nanoseconds).ToString("0 %", CultureInfo.InvariantCulture),
        };
    }
}
