using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace TrainingService.Contracts.Specs.Schedules;

/// <summary>In steps: r₀ · factor^⌊epoch / every⌋.</summary>
public sealed record StepSchedule : ScheduleSpec
{
    /// <summary>Epochs from one change to the next. Default 10.</summary>
    [Range(1, 1_000_000)]
    [DefaultValue(10)]
    public int Every { get; init; } = 10;

    /// <summary>What the rate is multiplied by. Default 0.1.</summary>
    [Range(1e-9, 1e3)]
    [DefaultValue(0.1)]
    public double Factor { get; init; } = 0.1;
}

/// <summary>At given epochs: r₀ · factor^(how many milestones are reached).</summary>
public sealed record MultiStepSchedule : ScheduleSpec
{
    /// <summary>Epochs done when the rate changes, ascending: [30, 60] changes it for the 31st and the 61st epoch.</summary>
    [MinLength(1)]
    [MaxLength(1000)]
    [Range(1, 1_000_000)]
    public required IReadOnlyList<int> Milestones { get; init; }

    /// <summary>What the rate is multiplied by. Default 0.1.</summary>
    [Range(1e-9, 1e3)]
    [DefaultValue(0.1)]
    public double Factor { get; init; } = 0.1;
}

/// <summary>r₀ · factor^epoch.</summary>
public sealed record ExponentialSchedule : ScheduleSpec
{
    /// <summary>What the rate is multiplied by after each epoch. Default 0.95.</summary>
    [Range(1e-9, 1e3)]
    [DefaultValue(0.95)]
    public double Factor { get; init; } = 0.95;
}

/// <summary>Multiplies the rate by `factor` when the monitored metric has not improved for `patience` epochs.</summary>
public sealed record ReduceOnPlateauSchedule : ScheduleSpec
{
    /// <summary>An epoch metric, such as `loss` or `val_loss`. Default `val_loss`.</summary>
    [StringLength(100, MinimumLength = 1)]
    [DefaultValue("val_loss")]
    public string Monitor { get; init; } = "val_loss";

    /// <summary>Whether lower or higher is better; `auto` knows it from the metric. Default auto.</summary>
    [DefaultValue(MonitorMode.Auto)]
    public MonitorMode Mode { get; init; } = MonitorMode.Auto;

    /// <summary>Epochs without improvement before a reduction. Default 5.</summary>
    [Range(1, 1_000_000)]
    [DefaultValue(5)]
    public int Patience { get; init; } = 5;

    /// <summary>What the rate is multiplied by. Default 0.1.</summary>
    [Range(1e-9, 0.999999)]
    [DefaultValue(0.1)]
    public double Factor { get; init; } = 0.1;

    /// <summary>A change smaller than this does not count as an improvement. Default 0.0001.</summary>
    [Range(0.0, 1e9)]
    [DefaultValue(1e-4)]
    public double MinDelta { get; init; } = 1e-4;

    /// <summary>Epochs after a reduction in which nothing is counted. Default 0.</summary>
    [Range(0, 1_000_000)]
    [DefaultValue(0)]
    public int Cooldown { get; init; }

    /// <summary>The rate is never reduced below it. Default 0.</summary>
    [Range(0.0, 1e3)]
    [DefaultValue(0.0)]
    public double MinLearningRate { get; init; }
}
