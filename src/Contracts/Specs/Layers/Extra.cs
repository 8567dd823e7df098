using System.Text.Json.Serialization;
using TrainingService.Contracts.Json;

namespace TrainingService.Contracts.Specs.Layers;

/// <summary>Rows and columns to add, each ≥ 0: on the wire one number for both, or [height, width].</summary>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
[JsonConverter(typeof(Extra2DConverter))]
public readonly record struct Extra2D(int Height, int Width);

/// <summary>Slices, rows and columns to add, each ≥ 0: on the wire one number for all, or [depth, height, width].</summary>
/// <param name="Depth">Slices.</param>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
[JsonConverter(typeof(Extra3DConverter))]
public readonly record struct Extra3D(int Depth, int Height, int Width);
