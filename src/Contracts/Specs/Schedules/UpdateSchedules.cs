using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace TrainingService.Contracts.Specs.Schedules;

/// <summary>
/// Half a cosine (Loshchilov and Hutter 2017): min + (r₀ - min) · (1 + cos(π u / T)) / 2 with u the updates done of T. T is the whole training,
/// or with restarts the cycle's length; each restart begins at r₀ again (SGDR).
/// </summary>
public sealed record CosineSchedule : ScheduleSpec
{
    /// <summary>The rate at the end. Default 0.</summary>
    [Range(0.0, 1e3)]
    [DefaultValue(0.0)]
    public double MinLearningRate { get; init; }

    /// <summary>Epochs of the first cycle. Default: one cycle over all epochs.</summary>
    [Range(1, 1_000_000)]
    public int? RestartEvery { get; init; }

    /// <summary>Each cycle is this many times as long as the one before. Default 1.</summary>
    [Range(1, 100)]
    [DefaultValue(1)]
    public int RestartMultiplier { get; init; } = 1;
}

/// <summary>
/// One cycle (Smith and Topin 2018): from r₀ / start_divisor up to r₀ in the first `rise` of all updates, then down to r₀ / start_divisor / end_divisor,
/// both along half a cosine. As PyTorch's OneCycleLR, without its cycled momentum.
/// </summary>
public sealed record OneCycleSchedule : ScheduleSpec
{
    /// <summary>Share of all updates in which the rate rises. Default 0.3.</summary>
    [Range(0.001, 0.999)]
    [DefaultValue(0.3)]
    public double Rise { get; init; } = 0.3;

    /// <summary>The first rate is r₀ / start_divisor. Default 25.</summary>
    [Range(1.0, 1e9)]
    [DefaultValue(25.0)]
    public double StartDivisor { get; init; } = 25;

    /// <summary>The last rate is the first one / end_divisor. Default 10000.</summary>
    [Range(1.0, 1e12)]
    [DefaultValue(1e4)]
    public double EndDivisor { get; init; } = 1e4;
}
