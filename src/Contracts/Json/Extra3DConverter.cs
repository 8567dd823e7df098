using System.Text.Json;
using System.Text.Json.Serialization;
using TrainingService.Contracts.Specs.Layers;

namespace TrainingService.Contracts.Json;

/// <summary>Reads and writes <see cref="Extra3D"/> as one number or [depth, height, width].</summary>
public sealed class Extra3DConverter : JsonConverter<Extra3D>
{
    /// <inheritdoc/>
    public override Extra3D Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var (depth, height, width) = NumberTriple.Read(ref reader, 0, Size2D.Max, "");
        return new Extra3D(depth, height, width);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Extra3D value, JsonSerializerOptions options) =>
        NumberTriple.Write(writer, value.Depth, value.Height, value.Width);
}
