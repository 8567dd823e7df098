using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace TrainingService.Contracts.Specs.Initializers;

/// <summary>Normal (Gaussian) with a given mean and standard deviation.</summary>
public sealed record NormalInitializer : InitializerSpec
{
    /// <summary>Mean. Default 0.</summary>
    [Range(-1e30, 1e30)]
    [DefaultValue(0.0)]
    public double Mean { get; init; }

    /// <summary>Standard deviation. Default 0.05.</summary>
    [Range(0.0, 1e30)]
    [DefaultValue(0.05)]
    public double Std { get; init; } = 0.05;
}

/// <summary>
/// Normal with everything farther than 2 `std` from the mean drawn again, as in TensorFlow and Keras. What remains has a standard deviation of
/// 0.8796 `std`.
/// </summary>
public sealed record TruncatedNormalInitializer : InitializerSpec
{
    /// <summary>Mean. Default 0.</summary>
    [Range(-1e30, 1e30)]
    [DefaultValue(0.0)]
    public double Mean { get; init; }

    /// <summary>Standard deviation before the cut. Default 0.05.</summary>
    [Range(0.0, 1e30)]
    [DefaultValue(0.05)]
    public double Std { get; init; } = 0.05;
}

/// <summary>Uniform between two bounds.</summary>
public sealed record UniformInitializer : InitializerSpec
{
    /// <summary>The least value. Default -0.05.</summary>
    [Range(-1e30, 1e30)]
    [DefaultValue(-0.05)]
    public double Low { get; init; } = -0.05;

    /// <summary>The greatest value, not below `low`. Default 0.05.</summary>
    [Range(-1e30, 1e30)]
    [DefaultValue(0.05)]
    public double High { get; init; } = 0.05;
}
