using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace TrainingService.Contracts.Specs.Datasets.Preprocessing;

/// <summary>Fills in missing numbers, times and booleans: x if there is one, else a value learned from the rows trained on.</summary>
public sealed record ImputeStep : PreprocessingSpec
{
    /// <summary>What is filled in: the `mean`, the `median` (of an even count the lower middle), the `mode` (most frequent; of equals the least) or a `constant`. Default mean.</summary>
    [DefaultValue(ImputeStrategy.Mean)]
    public ImputeStrategy Strategy { get; init; } = ImputeStrategy.Mean;

    /// <summary>The number for `constant`. Default 0.</summary>
    public double? Value { get; init; }

    /// <summary>Adds a feature per column that is 1 where the number was missing, else 0. Default false.</summary>
    [DefaultValue(false)]
    public bool Indicator { get; init; }
}

/// <summary>What missing numbers become.</summary>
public enum ImputeStrategy
{
    /// <summary>The mean.</summary>
    Mean,

    /// <summary>The median.</summary>
    Median,

    /// <summary>The most frequent value.</summary>
    Mode,

    /// <summary>A given number.</summary>
    Constant,
}

/// <summary>(x - mean) / deviation, with the mean and the deviation (of the population, divisor n) of the rows trained on. A constant column becomes 0.</summary>
public sealed record StandardizeStep : PreprocessingSpec;

/// <summary>low + (high - low) · (x - min) / (max - min), with the extremes of the rows trained on. A constant column becomes `low`; other rows may lie outside.</summary>
public sealed record MinMaxStep : PreprocessingSpec
{
    /// <summary>Where the least number goes. Default 0.</summary>
    [Range(-1e6, 1e6)]
    [DefaultValue(0.0)]
    public double Low { get; init; }

    /// <summary>Where the greatest number goes. Default 1.</summary>
    [Range(-1e6, 1e6)]
    [DefaultValue(1.0)]
    public double High { get; init; } = 1;
}

/// <summary>log(1 + x) for x > -1; `signed`: sign(x) · log(1 + |x|) for all x. For quantities over several orders of magnitude, such as prices.</summary>
public sealed record LogStep : PreprocessingSpec
{
    /// <summary>Take negative numbers too. Default false: a number of -1 or less in the rows trained on is an error.</summary>
    [DefaultValue(false)]
    public bool Signed { get; init; }
}
