using System.Text.Json;
using System.Text.Json.Serialization;
using TrainingService.Contracts.Specs;

namespace TrainingService.Contracts.Json;

/// <summary>Reads and writes <see cref="BatchSize"/> as an integer or "full".</summary>
public sealed class BatchSizeConverter : JsonConverter<BatchSize>
{
    /// <inheritdoc/>
    public override BatchSize Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.String when reader.GetString() == "full" => BatchSize.Full,
        JsonTokenType.Number when ExactInteger.TryGet(ref reader, out var rows) && rows is >= 1 and <= BatchSize.MaxRows => new BatchSize(rows),
        _ => throw new JsonException($"expected an integer from 1 to {BatchSize.MaxRows}, or \"full\""),
    };

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, BatchSize value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (value.Rows is { } rows) writer.WriteNumberValue(rows);
        else writer.WriteStringValue("full");
    }
}
