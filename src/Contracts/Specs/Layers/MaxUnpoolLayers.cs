namespace TrainingService.Contracts.Specs.Layers;

/// <summary>
/// Undoes a max pooling: each value goes back to the step from which the pooling layer took its maximum (of equal ones the first), all other steps
/// are 0. [time', channels] to the pooling's input [time, channels]. The pooling's windows must not overlap.
/// </summary>
public sealed record MaxUnpool1DLayer : LayerSpec
{
    /// <summary>Id of the max_pool1d layer whose places are used; its output has this layer's input's shape.</summary>
    public required string Pool { get; init; }
}

/// <summary>
/// Undoes a max pooling: each value goes back to the cell from which the pooling layer took its maximum (of equal ones the first, row by row), all
/// other cells are 0 (Zeiler and Fergus 2014). [height', width', channels] to the pooling's input [height, width, channels]. The pooling's windows
/// must not overlap.
/// </summary>
public sealed record MaxUnpool2DLayer : LayerSpec
{
    /// <summary>Id of the max_pool2d layer whose places are used; its output has this layer's input's shape.</summary>
    public required string Pool { get; init; }
}

/// <summary>
/// Undoes a max pooling: each value goes back to the cell from which the pooling layer took its maximum (of equal ones the first: slice by slice, row
/// by row), all other cells are 0. [depth', height', width', channels] to the pooling's input [depth, height, width, channels]. The pooling's windows
/// must not overlap.
/// </summary>
public sealed record MaxUnpool3DLayer : LayerSpec
{
    /// <summary>Id of the max_pool3d layer whose places are used; its output has this layer's input's shape.</summary>
    public required string Pool { get; init; }
}
