namespace TrainingService.Contracts.Specs.Layers;

/// <summary>Largest value of each window, per channel: [height, width, channels] to [height', width', channels]. Padding cells never win; of equal values the first gets the gradient.</summary>
public sealed record MaxPool2DLayer : LayerSpec
{
    /// <summary>Height and width of the window: a number or [height, width]. Default 2.</summary>
    public Size2D PoolSize { get; init; } = new(2, 2);

    /// <summary>Step of the window. Default: its size.</summary>
    public Size2D? Stride { get; init; }

    /// <summary>"valid", "same", or a number or [height, width]. Default valid: an incomplete window at the edge is dropped.</summary>
    public Padding2D Padding { get; init; } = Padding2D.Valid;
}
