using System.Text.Json;

namespace TrainingService.Contracts.Json;

/// <summary>Two integers written as one number when equal, else as an array of two.</summary>
internal static class NumberPair
{
    public static (int First, int Second) Read(ref Utf8JsonReader reader, int min, int max, string others)
    {
        if (reader.TokenType == JsonTokenType.Number)
        {
            var both = Number(ref reader, min, max, others);
            return (both, both);
        }

        if (reader.TokenType != JsonTokenType.StartArray) throw Expected(min, max, others);
        reader.Read();
        var first = Number(ref reader, min, max, others);
        reader.Read();
        var second = Number(ref reader, min, max, others);
        reader.Read();
        return reader.TokenType == JsonTokenType.EndArray ? (first, second) : throw Expected(min, max, others);
    }

    public static void Write(Utf8JsonWriter writer, int first, int second)
    {
        if (first == second)
        {
            writer.WriteNumberValue(first);
            return;
        }

        writer.WriteStartArray();
        writer.WriteNumberValue(first);
        writer.WriteNumberValue(second);
        writer.WriteEndArray();
    }

    public static JsonException Expected(int min, int max, string others) =>
        new($"expected {others}an integer from {min} to {max}, or [height, width]");

    private static int Number(ref Utf8JsonReader reader, int min, int max, string others) =>
        reader.TokenType == JsonTokenType.Number && ExactInteger.TryGet(ref reader, out var value) && value >= min && value <= max
            ? value
            : throw Expected(min, max, others);
}
