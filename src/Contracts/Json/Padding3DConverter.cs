using System.Text.Json;
using System.Text.Json.Serialization;
using TrainingService.Contracts.Specs.Layers;

namespace TrainingService.Contracts.Json;

/// <summary>Reads and writes <see cref="Padding3D"/> as "valid", "same", one number or [depth, height, width].</summary>
public sealed class Padding3DConverter : JsonConverter<Padding3D>
{
    private const string Names = "\"valid\", \"same\", or ";

    /// <inheritdoc/>
    public override Padding3D Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return reader.GetString() switch
            {
                "valid" => Padding3D.Valid,
                "same" => Padding3D.Same,
                _ => throw NumberTriple.Expected(0, Size2D.Max, Names),
            };
        }

        var (depth, height, width) = NumberTriple.Read(ref reader, 0, Size2D.Max, Names);
        return new Padding3D(PaddingMode.Explicit, depth, height, width);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Padding3D value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        switch (value.Mode)
        {
            case PaddingMode.Valid: writer.WriteStringValue("valid"); break;
            case PaddingMode.Same: writer.WriteStringValue("same"); break;
            default: NumberTriple.Write(writer, value.Depth, value.Height, value.Width); break;
        }
    }
}
