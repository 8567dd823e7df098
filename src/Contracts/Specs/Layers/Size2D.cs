using System.Text.Json.Serialization;
using TrainingService.Contracts.Json;

namespace TrainingService.Contracts.Specs.Layers;

/// <summary>A height and a width, each ≥ 1: on the wire one number for both, or [height, width].</summary>
/// <param name="Height">Cells down.</param>
/// <param name="Width">Cells across.</param>
[JsonConverter(typeof(Size2DConverter))]
public readonly record struct Size2D(int Height, int Width)
{
    /// <summary>The largest number allowed.</summary>
    public const int Max = 1 << 16;

    /// <inheritdoc/>
    public override string ToString() => $"{Height}x{Width}";
}
