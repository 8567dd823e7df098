using System.Text.Json;
using System.Text.Json.Serialization;
using TrainingService.Contracts.Specs.Datasets;

namespace TrainingService.Contracts.Json;

/// <summary>Reads and writes <see cref="ColumnNames"/> as one name or an array of names.</summary>
public sealed class ColumnNamesConverter : JsonConverter<ColumnNames>
{
    /// <inheritdoc/>
    public override ColumnNames Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String) return ColumnNames.Of(Name(ref reader));
        if (reader.TokenType != JsonTokenType.StartArray) throw Expected();
        var names = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (names.Count == ColumnNames.Most) throw Expected();
            names.Add(Name(ref reader));
        }

        return names.Count > 0 ? new ColumnNames(names) : throw Expected();
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, ColumnNames value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(value);
        if (value.Names.Count == 1)
        {
            writer.WriteStringValue(value.Names[0]);
            return;
        }

        writer.WriteStartArray();
        foreach (var name in value.Names) writer.WriteStringValue(name);
        writer.WriteEndArray();
    }

    private static string Name(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.String && reader.GetString() is { Length: > 0 and <= ColumnNames.LongestName } name ? name : throw Expected();

    private static JsonException Expected() => new($"expected a column's name (1 to {ColumnNames.LongestName} characters), or an array of such names");
}
