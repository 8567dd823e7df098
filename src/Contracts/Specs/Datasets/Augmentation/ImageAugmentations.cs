using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using TrainingService.Contracts.Specs.Layers;

namespace TrainingService.Contracts.Specs.Datasets.Augmentation;

/// <summary>Mirrors images left to right, upside down or both. Masks and boxes move along.</summary>
public sealed record FlipAugmentation : AugmentationSpec
{
    /// <summary>Probability of a left-right mirror image. Default 0.5.</summary>
    [Range(0.0, 1.0)]
    [DefaultValue(0.5)]
    public double Horizontal { get; init; } = 0.5;

    /// <summary>Probability of an upside-down image. Default 0.</summary>
    [Range(0.0, 1.0)]
    [DefaultValue(0.0)]
    public double Vertical { get; init; }
}

/// <summary>Puts a margin of zeros around the image and cuts a window of the image's size out of it, at a place drawn evenly. Masks and boxes move along.</summary>
public sealed record CropAugmentation : AugmentationSpec
{
    /// <summary>Width of the margin: a number or [height, width]. Default 4.</summary>
    public Size2D Padding { get; init; } = new(4, 4);
}

/// <summary>Moves images by up to a share of their height and width, drawn evenly in both directions and rounded to pixels; what comes in is zero. Masks and boxes move along.</summary>
public sealed record ShiftAugmentation : AugmentationSpec
{
    /// <summary>Largest move, as a share of the height. Default 0.1.</summary>
    [Range(0.0, 1.0)]
    [DefaultValue(0.1)]
    public double Vertical { get; init; } = 0.1;

    /// <summary>Largest move, as a share of the width. Default 0.1.</summary>
    [Range(0.0, 1.0)]
    [DefaultValue(0.1)]
    public double Horizontal { get; init; } = 0.1;
}

/// <summary>Turns images about their centre by an angle drawn evenly from ± `degrees` (bilinear; what comes in is zero). Masks take the nearest pixel, boxes the turned corners' frame.</summary>
public sealed record RotateAugmentation : AugmentationSpec
{
    /// <summary>Largest angle. Default 15.</summary>
    [Range(0.0, 180.0)]
    [DefaultValue(15.0)]
    public double Degrees { get; init; } = 15;
}

/// <summary>Enlarges images about their centre by a factor drawn evenly (bilinear; what comes in is zero). Masks and boxes move along.</summary>
public sealed record ScaleAugmentation : AugmentationSpec
{
    /// <summary>Least factor. Default 0.9.</summary>
    [Range(0.1, 10.0)]
    [DefaultValue(0.9)]
    public double Low { get; init; } = 0.9;

    /// <summary>Greatest factor. Default 1.1.</summary>
    [Range(0.1, 10.0)]
    [DefaultValue(1.1)]
    public double High { get; init; } = 1.1;
}

/// <summary>Sets a square at a place drawn evenly to zero, the mean of a normalized image (DeVries and Taylor 2017). The square's centre lies in the image, so parts may lie outside.</summary>
public sealed record CutoutAugmentation : AugmentationSpec
{
    /// <summary>Height and width of the square: a number or [height, width]. Default 8.</summary>
    public Size2D Size { get; init; } = new(8, 8);
}
