using System.Text.Json;
using System.Text.Json.Serialization;
using TrainingService.Contracts.Specs.Layers;

namespace TrainingService.Contracts.Json;

/// <summary>Reads and writes <see cref="Padding1D"/> as "valid", "same", "causal" or one number.</summary>
public sealed class Padding1DConverter : JsonConverter<Padding1D>
{
    /// <inheritdoc/>
    public override Padding1D Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString() switch
        {
            "valid" => Padding1D.Valid,
            "same" => Padding1D.Same,
            "causal" => Padding1D.Causal,
            _ => throw Expected(),
        },
        JsonTokenType.Number when ExactInteger.TryGet(ref reader, out var steps) && steps is >= 0 and <= Size2D.Max => new Padding1D(PaddingMode.Explicit, steps),
        _ => throw Expected(),
    };

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Padding1D value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        switch (value.Mode)
        {
            case PaddingMode.Valid: writer.WriteStringValue("valid"); break;
            case PaddingMode.Same: writer.WriteStringValue("same"); break;
            case PaddingMode.Causal: writer.WriteStringValue("causal"); break;
            default: writer.WriteNumberValue(value.Steps); break;
        }
    }

    private static JsonException Expected() => new($"expected \"valid\", \"same\", \"causal\", or an integer from 0 to {Size2D.Max}");
}
