using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace TrainingService.Contracts.Specs.Layers;

/// <summary>How <see cref="Upsample1DLayer"/> makes new steps.</summary>
public enum Upsample1DMode
{
    /// <summary>Each output step takes input step ⌊i · input / output⌋.</summary>
    Nearest,

    /// <summary>Linear between the two nearest input steps.</summary>
    Linear,
}

/// <summary>How <see cref="Upsample2DLayer"/> makes new pixels.</summary>
public enum Upsample2DMode
{
    /// <summary>Each output pixel takes input pixel (⌊i · height / height'⌋, ⌊j · width / width'⌋).</summary>
    Nearest,

    /// <summary>Linear along both dimensions between the four nearest input pixels.</summary>
    Bilinear,
}

/// <summary>
/// More steps out of fewer, without parameters: [time, channels] to [time', channels]. In linear mode the last new steps of a row that ends early
/// lean on what lies behind its end.
/// </summary>
public sealed record Upsample1DLayer : LayerSpec
{
    /// <summary>Output steps for each input step. Default 2, unless `size` is given.</summary>
    [Range(1, Size2D.Max)]
    public int? Scale { get; init; }

    /// <summary>Output steps, in place of `scale`.</summary>
    [Range(1, Size2D.Max)]
    public int? Size { get; init; }

    /// <summary>nearest or linear. Default nearest.</summary>
    [DefaultValue(Upsample1DMode.Nearest)]
    public Upsample1DMode Mode { get; init; } = Upsample1DMode.Nearest;

    /// <summary>
    /// For linear: false, output step i lies at (i + ½) · input / output - ½ (half-pixel centres, as in OpenCV, TensorFlow 2 and PyTorch by default);
    /// true, the first and last steps of both coincide, and i lies at i · (input - 1) / (output - 1). Default false.
    /// </summary>
    [DefaultValue(false)]
    public bool AlignCorners { get; init; }
}

/// <summary>A larger image out of a smaller, without parameters: [height, width, channels] to [height', width', channels].</summary>
public sealed record Upsample2DLayer : LayerSpec
{
    /// <summary>Output pixels for each input pixel: a number or [height, width]. Default 2, unless `size` is given.</summary>
    public Size2D? Scale { get; init; }

    /// <summary>Output height and width, in place of `scale`: a number or [height, width].</summary>
    public Size2D? Size { get; init; }

    /// <summary>nearest or bilinear. Default nearest.</summary>
    [DefaultValue(Upsample2DMode.Nearest)]
    public Upsample2DMode Mode { get; init; } = Upsample2DMode.Nearest;

    /// <summary>
    /// For bilinear: false, output row i lies at (i + ½) · height / height' - ½ (half-pixel centres, as in OpenCV, TensorFlow 2 and PyTorch by
    /// default); true, the corner pixels of both images coincide, and i lies at i · (height - 1) / (height' - 1). Columns likewise. Default false.
    /// </summary>
    [DefaultValue(false)]
    public bool AlignCorners { get; init; }
}
