using TrainingService.Bench.Measuring;

namespace TrainingService.Bench.Comparing;

/// <summary>One engine's windows put together.</summary>
internal sealed record SideResult
{
    /// <summary>`ours`, `tuned` or `stock`.</summary>
    public required string Side { get; init; }

    /// <summary>Median over the windows.</summary>
    public required double SamplesPerSecond { get; init; }

    /// <summary>The best window.</summary>
    public required double BestSamplesPerSecond { get; init; }

    /// <summary>Median time of a step.</summary>
    public required double StepMsMedian { get; init; }

    /// <summary>Nine of ten steps take no longer.</summary>
    public required double StepMsP90 { get; init; }

    /// <summary>10⁹ floating-point operations of products per second, at the median step.</summary>
    public required double Gflops { get; init; }

    /// <summary>Share of what the processor can multiply and add at most.</summary>
    public required double ShareOfPeak { get; init; }

    /// <summary>Most memory the process held, in MiB.</summary>
    public required double PeakRssMb { get; init; }

    /// <summary>Puts windows together.</summary>
    public static SideResult Of(Side side, IReadOnlyList<Window> windows, Peaks peaks)
    {
        double[] steps = [.. windows.SelectMany(window => window.Steps).Order()];
        double[] rates = [.. windows.Select(window => side.Introduction.Batch * window.Steps.Length / window.Steps.Sum()).Order()];
        var median = Median(steps);
        var gflops = side.Introduction.FlopsPerStep / median / 1e9;
        return new SideResult
        {
            Side = side.Name,
            SamplesPerSecond = Median(rates),
            BestSamplesPerSecond = rates[^1],
            StepMsMedian = median * 1e3,
            StepMsP90 = steps[steps.Length * 9 / 10] * 1e3,
            Gflops = gflops,
            ShareOfPeak = gflops / peaks.Gflops,
            PeakRssMb = windows.Max(window => window.PeakRss) / 1048576.0,
        };
    }

    /// <summary>The middle of sorted numbers.</summary>
    public static double Median(IReadOnlyList<double> sorted) => (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
}
