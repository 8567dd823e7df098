using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace TrainingService.Contracts.Specs.Layers;

/// <summary>
/// Batch normalization (Ioffe and Szegedy 2015), per feature of [features] or per channel (last axis) of anything larger:
/// y = (x - mean) / √(variance + epsilon) · scale + offset. In training mean and (biased) variance are those of the batch and of all positions;
/// in sequences with lengths padding does not count and gives 0. At evaluation they are running statistics, so that a row's result does not depend on
/// the others in its batch. The running variance takes the unbiased one, as in PyTorch. A channel with a single value in a batch (a last batch of one
/// row of [features]) gives the offset and leaves the running statistics alone.
/// </summary>
public sealed record BatchNormLayer : LayerSpec
{
    /// <summary>
    /// Weight of a batch in the running statistics: running = (1 - momentum) · running + momentum · batch, as in PyTorch. Keras counts the other
    /// way: its momentum 0.99 is 0.01 here. Default 0.1.
    /// </summary>
    [Range(0.0, 1.0)]
    [DefaultValue(0.1)]
    public double Momentum { get; init; } = 0.1;

    /// <summary>Added to the variance. Default 1e-5 (Keras: 1e-3).</summary>
    [Range(1e-12, 1.0)]
    [DefaultValue(1e-5)]
    public double Epsilon { get; init; } = 1e-5;

    /// <summary>Whether a scale (from 1) and an offset (from 0) per channel are learnt. Default true.</summary>
    [DefaultValue(true)]
    public bool Affine { get; init; } = true;
}

/// <summary>
/// Layer normalization (Ba et al. 2016): every sample (and every position) by itself over its last axis, or over its last `axes` axes:
/// y = (x - mean) / √(variance + epsilon) · scale + offset, variance biased. The same in training and at evaluation, for any batch size.
/// </summary>
public sealed record LayerNormLayer : LayerSpec
{
    /// <summary>How many of the last axes are normalized over together. Default 1; 3 is all of an image. Padding counts if time is among them.</summary>
    [Range(1, 8)]
    [DefaultValue(1)]
    public int Axes { get; init; } = 1;

    /// <summary>Added to the variance. Default 1e-5.</summary>
    [Range(1e-12, 1.0)]
    [DefaultValue(1e-5)]
    public double Epsilon { get; init; } = 1e-5;

    /// <summary>Whether a scale (from 1) and an offset (from 0) for each normalized value are learnt. Default true.</summary>
    [DefaultValue(true)]
    public bool Affine { get; init; } = true;
}

/// <summary>
/// RMS normalization over the last axis (Zhang and Sennrich 2019): y = x / √(mean x² + epsilon) · scale. Layer normalization without centering.
/// </summary>
public sealed record RmsNormLayer : LayerSpec
{
    /// <summary>Added to the mean square. Default 1e-6.</summary>
    [Range(1e-12, 1.0)]
    [DefaultValue(1e-6)]
    public double Epsilon { get; init; } = 1e-6;

    /// <summary>Whether a scale (from 1) for each channel is learnt. Default true.</summary>
    [DefaultValue(true)]
    public bool Affine { get; init; } = true;
}

/// <summary>
/// Group normalization (Wu and He 2018): every sample by itself, over its positions and the channels of a group; for images and sequences in small
/// batches. In sequences with lengths padding does not count and gives 0.
/// </summary>
public sealed record GroupNormLayer : LayerSpec
{
    /// <summary>Number of groups; must divide the channels. Default 32.</summary>
    [Range(1, 1 << 20)]
    [DefaultValue(32)]
    public int Groups { get; init; } = 32;

    /// <summary>Added to the variance. Default 1e-5.</summary>
    [Range(1e-12, 1.0)]
    [DefaultValue(1e-5)]
    public double Epsilon { get; init; } = 1e-5;

    /// <summary>Whether a scale (from 1) and an offset (from 0) per channel are learnt. Default true.</summary>
    [DefaultValue(true)]
    public bool Affine { get; init; } = true;
}

/// <summary>
/// Instance normalization (Ulyanov et al. 2016): every channel of every sample by itself over its positions. In sequences with lengths padding does not
/// count and gives 0.
/// </summary>
public sealed record InstanceNormLayer : LayerSpec
{
    /// <summary>Added to the variance. Default 1e-5.</summary>
    [Range(1e-12, 1.0)]
    [DefaultValue(1e-5)]
    public double Epsilon { get; init; } = 1e-5;

    /// <summary>Whether a scale (from 1) and an offset (from 0) per channel are learnt. Default false, as in PyTorch.</summary>
    [DefaultValue(false)]
    public bool Affine { get; init; }
}
