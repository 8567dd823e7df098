using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace TrainingService.Contracts.Specs.Layers;

/// <summary>Zeros around an image: [height, width, channels] to [top + height + bottom, left + width + right, channels].</summary>
public sealed record Pad2DLayer : LayerSpec
{
    /// <summary>Rows above that are added. Default 0.</summary>
    [Range(0, Size2D.Max)]
    [DefaultValue(0)]
    public int Top { get; init; }

    /// <summary>Rows below that are added. Default 0.</summary>
    [Range(0, Size2D.Max)]
    [DefaultValue(0)]
    public int Bottom { get; init; }

    /// <summary>Columns left that are added. Default 0.</summary>
    [Range(0, Size2D.Max)]
    [DefaultValue(0)]
    public int Left { get; init; }

    /// <summary>Columns right that are added. Default 0.</summary>
    [Range(0, Size2D.Max)]
    [DefaultValue(0)]
    public int Right { get; init; }
}

/// <summary>An image without its edges: [height, width, channels] to [height - top - bottom, width - left - right, channels].</summary>
public sealed record Crop2DLayer : LayerSpec
{
    /// <summary>Rows above that are cut off. Default 0.</summary>
    [Range(0, Size2D.Max)]
    [DefaultValue(0)]
    public int Top { get; init; }

    /// <summary>Rows below that are cut off. Default 0.</summary>
    [Range(0, Size2D.Max)]
    [DefaultValue(0)]
    public int Bottom { get; init; }

    /// <summary>Columns left that are cut off. Default 0.</summary>
    [Range(0, Size2D.Max)]
    [DefaultValue(0)]
    public int Left { get; init; }

    /// <summary>Columns right that are cut off. Default 0.</summary>
    [Range(0, Size2D.Max)]
    [DefaultValue(0)]
    public int Right { get; init; }
}
