namespace TrainingService.Contracts.Specs.Layers;

/// <summary>Largest value of each window of a volume, per channel: [depth, height, width, channels] to [depth', height', width', channels]. Padding cells never win.</summary>
public sealed record MaxPool3DLayer : LayerSpec
{
    /// <summary>Depth, height and width of the window: a number or [depth, height, width]. Default 2.</summary>
    public Size3D PoolSize { get; init; } = new(2, 2, 2);

    /// <summary>Step of the window. Default: its size.</summary>
    public Size3D? Stride { get; init; }

    /// <summary>"valid", "same", or a number or [depth, height, width]. Default valid: an incomplete window at the edge is dropped.</summary>
    public Padding3D Padding { get; init; } = Padding3D.Valid;
}

/// <summary>Mean of each window of a volume, per channel. Padding cells do not count in the mean, so a constant stays that constant.</summary>
public sealed record AveragePool3DLayer : LayerSpec
{
    /// <summary>Depth, height and width of the window: a number or [depth, height, width]. Default 2.</summary>
    public Size3D PoolSize { get; init; } = new(2, 2, 2);

    /// <summary>Step of the window. Default: its size.</summary>
    public Size3D? Stride { get; init; }

    /// <summary>"valid", "same", or a number or [depth, height, width]. Default valid: an incomplete window at the edge is dropped.</summary>
    public Padding3D Padding { get; init; } = Padding3D.Valid;
}
