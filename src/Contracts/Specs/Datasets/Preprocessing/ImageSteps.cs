using System.ComponentModel.DataAnnotations;
using TrainingService.Contracts.Specs.Layers;

namespace TrainingService.Contracts.Specs.Datasets.Preprocessing;

/// <summary>
/// Scales images to a size. Each output pixel is the mean of the area it covers when shrinking, bilinear between pixel centres when growing. Masks of
/// the same row take the nearest pixel, boxes are scaled along.
/// </summary>
public sealed record ImageResizeStep : PreprocessingSpec
{
    /// <summary>Height and width: a number or [height, width].</summary>
    public required Size2D Size { get; init; }
}

/// <summary>Cuts the middle out of images; where an image is smaller than the size, zeros are put around it. Masks and boxes of the same row move along.</summary>
public sealed record ImageCropStep : PreprocessingSpec
{
    /// <summary>Height and width: a number or [height, width].</summary>
    public required Size2D Size { get; init; }
}

/// <summary>Colour to grey: round(0.299 R + 0.587 G + 0.114 B) (ITU-R BT.601), one channel.</summary>
public sealed record GreyStep : PreprocessingSpec;

/// <summary>(x - mean) / deviation of the pixels 0 … 255.</summary>
public sealed record NormalizeStep : PreprocessingSpec
{
    /// <summary>
    /// Where mean and deviation come from: `all` pixels and channels of the rows trained on, each `channel` by itself, `unit` (mean 0, deviation 255: 0
    /// to 1), or `given`. Default: all for one channel, else channel.
    /// </summary>
    public NormalizeBy? By { get; init; }

    /// <summary>For `given`: the means in units of 0 … 255, one for all channels or one per channel.</summary>
    [MinLength(1)]
    [MaxLength(1024)]
    public IReadOnlyList<double>? Mean { get; init; }

    /// <summary>For `given`: the deviations in units of 0 … 255, one for all channels or one per channel, above 0.</summary>
    [MinLength(1)]
    [MaxLength(1024)]
    public IReadOnlyList<double>? Deviation { get; init; }
}

/// <summary>Where an image's mean and deviation come from.</summary>
public enum NormalizeBy
{
    /// <summary>Learned over all pixels and channels.</summary>
    All,

    /// <summary>Learned for each channel.</summary>
    Channel,

    /// <summary>0 and 255.</summary>
    Unit,

    /// <summary>From the spec.</summary>
    Given,
}
