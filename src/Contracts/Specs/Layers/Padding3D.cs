using System.Text.Json.Serialization;
using TrainingService.Contracts.Json;

namespace TrainingService.Contracts.Specs.Layers;

/// <summary>Zeros around a volume: on the wire "valid", "same", a number for all sides, or [depth, height, width].</summary>
/// <param name="Mode">Which rule.</param>
/// <param name="Depth">Slices added before and behind, for <see cref="PaddingMode.Explicit"/>.</param>
/// <param name="Height">Rows added above and below, for <see cref="PaddingMode.Explicit"/>.</param>
/// <param name="Width">Columns added left and right, for <see cref="PaddingMode.Explicit"/>.</param>
[JsonConverter(typeof(Padding3DConverter))]
public readonly record struct Padding3D(PaddingMode Mode, int Depth = 0, int Height = 0, int Width = 0)
{
    /// <summary>No padding.</summary>
    public static Padding3D Valid => new(PaddingMode.Valid);

    /// <summary>Output = ⌈input / stride⌉.</summary>
    public static Padding3D Same => new(PaddingMode.Same);
}
