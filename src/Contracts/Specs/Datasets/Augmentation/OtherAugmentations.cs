using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace TrainingService.Contracts.Specs.Datasets.Augmentation;

/// <summary>x + deviation · n, n normal with mean 0 and deviation 1 for each number of the prepared input.</summary>
public sealed record NoiseAugmentation : AugmentationSpec
{
    /// <summary>Deviation of the noise, in units of the prepared input (deviation 1 when standardized). Default 0.1.</summary>
    [Range(0.0, 1e6)]
    [DefaultValue(0.1)]
    public double Deviation { get; init; } = 0.1;
}

/// <summary>
/// Mixup (Zhang et al. 2018): λ x₁ + (1 - λ) x₂ with another row of the batch and the targets mixed likewise, λ ~ Beta(alpha, alpha) for each pair.
/// Takes targets that are numbers, and classes with `mse` or `binary_cross_entropy`.
/// </summary>
public sealed record MixupAugmentation : AugmentationSpec
{
    /// <summary>Shape of the Beta distribution; the nearer to 0, the rarer real mixtures are. Default 0.2.</summary>
    [Range(0.01, 100.0)]
    [DefaultValue(0.2)]
    public double Alpha { get; init; } = 0.2;
}

/// <summary>For series: x + deviation · n, n normal with mean 0 and deviation 1 for each step and channel.</summary>
public sealed record JitterAugmentation : AugmentationSpec
{
    /// <summary>Deviation of the noise, in units of the prepared input. Default 0.05.</summary>
    [Range(0.0, 1e6)]
    [DefaultValue(0.05)]
    public double Deviation { get; init; } = 0.05;
}

/// <summary>For series: x · (1 + deviation · n), one n per row and channel, normal with mean 0 and deviation 1.</summary>
public sealed record AmplitudeAugmentation : AugmentationSpec
{
    /// <summary>Deviation of the factor. Default 0.1.</summary>
    [Range(0.0, 10.0)]
    [DefaultValue(0.1)]
    public double Deviation { get; init; } = 0.1;
}

/// <summary>For text: each token within the row's length becomes unknown (id 1) with probability `rate`.</summary>
public sealed record TokenDropoutAugmentation : AugmentationSpec
{
    /// <summary>Probability. Default 0.1.</summary>
    [Range(0.0, 1.0)]
    [DefaultValue(0.1)]
    public double Rate { get; init; } = 0.1;
}
