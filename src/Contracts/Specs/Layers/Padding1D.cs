using System.Text.Json.Serialization;
using TrainingService.Contracts.Json;

namespace TrainingService.Contracts.Specs.Layers;

/// <summary>Zeros before and behind a series: on the wire "valid", "same", "causal", or a number for both sides.</summary>
/// <param name="Mode">Which rule.</param>
/// <param name="Steps">Steps added before and behind, for <see cref="PaddingMode.Explicit"/>.</param>
[JsonConverter(typeof(Padding1DConverter))]
public readonly record struct Padding1D(PaddingMode Mode, int Steps = 0)
{
    /// <summary>No padding.</summary>
    public static Padding1D Valid => new(PaddingMode.Valid);

    /// <summary>Output = ⌈input / stride⌉.</summary>
    public static Padding1D Same => new(PaddingMode.Same);

    /// <summary>All of it before the first step.</summary>
    public static Padding1D Causal => new(PaddingMode.Causal);
}
