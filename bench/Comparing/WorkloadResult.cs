namespace TrainingService.Bench.Comparing;

/// <summary>All engines on one workload.</summary>
internal sealed record WorkloadResult
{
    /// <summary>Its name.</summary>
    public required string Workload { get; init; }

    /// <summary>Threads of each engine.</summary>
    public required int Threads { get; init; }

    /// <summary>Rows of a step.</summary>
    public required int Batch { get; init; }

    /// <summary>Ours first.</summary>
    public required IReadOnlyList<SideResult> Sides { get; init; }

    /// <summary>For each libtorch setting our rate over its: the median of the ratios of neighbouring windows.</summary>
    public required IReadOnlyDictionary<string, double> Ratios { get; init; }

    /// <summary>Largest difference of the first losses, relative; null without libtorch.</summary>
    public double? LossDifference { get; init; }

    /// <summary>Processors that other programs kept busy meanwhile, on average.</summary>
    public required double ForeignLoad { get; init; }

    /// <summary>Rounds without foreign load, which alone count when there are at least three.</summary>
    public required int CleanRounds { get; init; }

    /// <summary>Rounds altogether.</summary>
    public required int Rounds { get; init; }

    /// <summary>Rounds after which two processors did not share a cache (<see cref="Measuring.CacheDistance"/>); null for one thread.</summary>
    public int? RoundsApart { get; init; }
}
