using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace TrainingService.Contracts.Specs.Layers;

/// <summary>
/// Sum of two or more inputs (a skip connection). Inputs have one shape, or sizes of 1 where they differ, which are repeated; missing axes are 1
/// and come first, so [channels] goes with [height, width, channels].
/// </summary>
public sealed record AddLayer : LayerSpec;

/// <summary>The first input less the second. Shapes as for `add`.</summary>
public sealed record SubtractLayer : LayerSpec;

/// <summary>Product of two or more inputs, value by value (gates, squeeze-and-excitation). Shapes as for `add`.</summary>
public sealed record MultiplyLayer : LayerSpec;

/// <summary>Mean of two or more inputs. Shapes as for `add`.</summary>
public sealed record AverageLayer : LayerSpec;

/// <summary>The largest of two or more inputs, value by value; of equal ones the first gets the gradient. Shapes as for `add`.</summary>
public sealed record MaximumLayer : LayerSpec;

/// <summary>The smallest of two or more inputs, value by value; of equal ones the first gets the gradient. Shapes as for `add`.</summary>
public sealed record MinimumLayer : LayerSpec;

/// <summary>Inputs one after the other along an axis; their other axes are equal. Joined along time (axis 0), every step counts as real.</summary>
public sealed record ConcatLayer : LayerSpec
{
    /// <summary>The axis without counting the batch: 0 is the first, -1 the last (channels, features). Default -1.</summary>
    [Range(-8, 7)]
    [DefaultValue(-1)]
    public int Axis { get; init; } = -1;
}

/// <summary>The same values, in row-major order, in another shape.</summary>
public sealed record ReshapeLayer : LayerSpec
{
    /// <summary>The sizes without the batch; one may be -1: what is left.</summary>
    [MinLength(1)]
    [MaxLength(4)]
    public required IReadOnlyList<int> Shape { get; init; }
}

/// <summary>The axes in another order: [1, 0] makes [steps, channels] to [channels, steps].</summary>
public sealed record PermuteLayer : LayerSpec
{
    /// <summary>For each axis of the output the axis of the input it is; the batch is not counted, the first axis is 0.</summary>
    [MinLength(1)]
    [MaxLength(4)]
    public required IReadOnlyList<int> Axes { get; init; }
}

/// <summary>A vector at each of a number of steps: [features] to [times, features], from an encoder's state to a decoder's input.</summary>
public sealed record RepeatVectorLayer : LayerSpec
{
    /// <summary>Number of steps.</summary>
    [Range(1, 1 << 20)]
    public required int Times { get; init; }
}
