using System.Text.Json;
using System.Text.Json.Serialization;
using TrainingService.Contracts.Specs.Layers;

namespace TrainingService.Contracts.Json;

/// <summary>Reads and writes <see cref="Padding2D"/> as "valid", "same", one number or [height, width].</summary>
public sealed class Padding2DConverter : JsonConverter<Padding2D>
{
    private const string Names = "\"valid\", \"same\", or ";

    /// <inheritdoc/>
    public override Padding2D Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return reader.GetString() switch
            {
                "valid" => Padding2D.Valid,
                "same" => Padding2D.Same,
                _ => throw NumberPair.Expected(0, Size2D.Max, Names),
            };
        }

        var (height, width) = NumberPair.Read(ref reader, 0, Size2D.Max, Names);
        return Padding2D.Explicit(height, width);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Padding2D value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        switch (value.Mode)
        {
            case PaddingMode.Valid: writer.WriteStringValue("valid"); break;
            case PaddingMode.Same: writer.WriteStringValue("same"); break;
            default: NumberPair.Write(writer, value.Height, value.Width); break;
        }
    }
}
