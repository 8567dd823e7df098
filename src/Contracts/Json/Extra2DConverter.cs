using System.Text.Json;
using System.Text.Json.Serialization;
using TrainingService.Contracts.Specs.Layers;

namespace TrainingService.Contracts.Json;

/// <summary>Reads and writes <see cref="Extra2D"/> as one number or [height, width].</summary>
public sealed class Extra2DConverter : JsonConverter<Extra2D>
{
    /// <inheritdoc/>
    public override Extra2D Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var (height, width) = NumberPair.Read(ref reader, 0, Size2D.Max, "");
        return new Extra2D(height, width);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Extra2D value, JsonSerializerOptions options) =>
        NumberPair.Write(writer, value.Height, value.Width);
}
