using System.Text.Json;
using System.Text.Json.Serialization;
using TrainingService.Contracts.Specs.Layers;

namespace TrainingService.Contracts.Json;

/// <summary>Reads and writes <see cref="Size2D"/> as one number or [height, width].</summary>
public sealed class Size2DConverter : JsonConverter<Size2D>
{
    /// <inheritdoc/>
    public override Size2D Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var (height, width) = NumberPair.Read(ref reader, 1, Size2D.Max, "");
        return new Size2D(height, width);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Size2D value, JsonSerializerOptions options) =>
        NumberPair.Write(writer, value.Height, value.Width);
}
