namespace TrainingService.Contracts.Specs.Layers;

/// <summary>Mean over time: [time, channels] to [channels]. Only a row's real steps count.</summary>
public sealed record GlobalAveragePool1DLayer : LayerSpec;

/// <summary>Mean over depth, height and width: [depth, height, width, channels] to [channels].</summary>
public sealed record GlobalAveragePool3DLayer : LayerSpec;

/// <summary>Largest value over time, per channel: [time, channels] to [channels]. Only a row's real steps count.</summary>
public sealed record GlobalMaxPool1DLayer : LayerSpec;

/// <summary>Largest value over height and width, per channel: [height, width, channels] to [channels].</summary>
public sealed record GlobalMaxPool2DLayer : LayerSpec;

/// <summary>Largest value over depth, height and width, per channel: [depth, height, width, channels] to [channels].</summary>
public sealed record GlobalMaxPool3DLayer : LayerSpec;
