using System.Text.Json.Serialization;
using TrainingService.Contracts.Json;

namespace TrainingService.Contracts.Specs.Layers;

/// <summary>A depth, a height and a width, each ≥ 1: on the wire one number for all, or [depth, height, width].</summary>
/// <param name="Depth">Cells along the first dimension.</param>
/// <param name="Height">Cells down.</param>
/// <param name="Width">Cells across.</param>
[JsonConverter(typeof(Size3DConverter))]
public readonly record struct Size3D(int Depth, int Height, int Width)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Depth}x{Height}x{Width}";
}
