using System.Text.Json;
using System.Text.Json.Serialization;
using TrainingService.Contracts.Specs.Losses;

namespace TrainingService.Contracts.Json;

/// <summary>Reads and writes <see cref="ClassWeights"/> as an array of numbers or "balanced".</summary>
public sealed class ClassWeightsConverter : JsonConverter<ClassWeights>
{
    private const int Most = 100_000;

    /// <inheritdoc/>
    public override ClassWeights Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String && reader.GetString() == "balanced") return ClassWeights.Balanced;
        if (reader.TokenType != JsonTokenType.StartArray) throw Expected();
        var values = new List<double>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetDouble(out var value) || value is not (>= 0 and <= 1e6) || values.Count == Most) throw Expected();
            values.Add(value);
        }

        return values.Count > 0 ? new ClassWeights(values) : throw Expected();
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, ClassWeights value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (value.Values is null)
        {
            writer.WriteStringValue("balanced");
            return;
        }

        writer.WriteStartArray();
        foreach (var number in value.Values) writer.WriteNumberValue(number);
        writer.WriteEndArray();
    }

    private static JsonException Expected() => new("expected \"balanced\", or an array of one number from 0 to 1000000 per class");
}
