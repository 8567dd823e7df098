namespace TrainingService.Contracts.Specs.Layers;

/// <summary>Mean over height and width: [height, width, channels] to [channels].</summary>
public sealed record GlobalAveragePool2DLayer : LayerSpec;

/// <summary>All features in one row, in row-major order: [height, width, channels] to [height · width · channels].</summary>
public sealed record FlattenLayer : LayerSpec;
