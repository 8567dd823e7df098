using System.Text.Json;
using System.Text.Json.Serialization;
using TrainingService.Contracts.Specs.Layers;

namespace TrainingService.Contracts.Json;

/// <summary>Reads and writes <see cref="Size3D"/> as one number or [depth, height, width].</summary>
public sealed class Size3DConverter : JsonConverter<Size3D>
{
    /// <inheritdoc/>
    public override Size3D Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var (depth, height, width) = NumberTriple.Read(ref reader, 1, Size2D.Max, "");
        return new Size3D(depth, height, width);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Size3D value, JsonSerializerOptions options) =>
        NumberTriple.Write(writer, value.Depth, value.Height, value.Width);
}
