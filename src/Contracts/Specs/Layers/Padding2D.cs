using System.Text.Json.Serialization;
using TrainingService.Contracts.Json;

namespace TrainingService.Contracts.Specs.Layers;

/// <summary>Zeros around an image: on the wire "valid", "same", a number for all sides, or [height, width].</summary>
/// <param name="Mode">Which rule.</param>
/// <param name="Height">Rows added above and below, for <see cref="PaddingMode.Explicit"/>.</param>
/// <param name="Width">Columns added left and right, for <see cref="PaddingMode.Explicit"/>.</param>
[JsonConverter(typeof(Padding2DConverter))]
public readonly record struct Padding2D(PaddingMode Mode, int Height = 0, int Width = 0)
{
    /// <summary>No padding.</summary>
    public static Padding2D Valid => new(PaddingMode.Valid);

    /// <summary>Output = ⌈input / stride⌉.</summary>
    public static Padding2D Same => new(PaddingMode.Same);

    /// <summary>The given number of rows and columns on each side.</summary>
    public static Padding2D Explicit(int height, int width) => new(PaddingMode.Explicit, height, width);
}

/// <summary>Rules for <see cref="Padding1D"/>, <see cref="Padding2D"/> and <see cref="Padding3D"/>.</summary>
public enum PaddingMode
{
    /// <summary>None.</summary>
    Valid,

    /// <summary>As much as keeps output = ⌈input / stride⌉; the odd cell goes below and right.</summary>
    Same,

    /// <summary>The given number on each side.</summary>
    Explicit,

    /// <summary>All of it before the first step, so that no output looks ahead (one dimension only).</summary>
    Causal,
}
