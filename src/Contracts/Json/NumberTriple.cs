using System.Text.Json;

namespace TrainingService.Contracts.Json;

/// <summary>Three integers written as one number when equal, else as an array of three.</summary>
internal static class NumberTriple
{
    public static (int First, int Second, int Third) Read(ref Utf8JsonReader reader, int min, int max, string others)
    {
        if (reader.TokenType == JsonTokenType.Number)
        {
            var all = Number(ref reader, min, max, others);
            return (all, all, all);
        }

        if (reader.TokenType != JsonTokenType.StartArray) throw Expected(min, max, others);
        reader.Read();
        var first = Number(ref reader, min, max, others);
        reader.Read();
        var second = Number(ref reader, min, max, others);
        reader.Read();
        var third = Number(ref reader, min, max, others);
        reader.Read();
        return reader.TokenType == JsonTokenType.EndArray ? (first, second, third) : throw Expected(min, max, others);
    }

    public static void Write(Utf8JsonWriter writer, int first, int second, int third)
    {
        if (first == second && second == third)
        {
            writer.WriteNumberValue(first);
            return;
        }

        writer.WriteStartArray();
        writer.WriteNumberValue(first);
        writer.WriteNumberValue(second);
        writer.WriteNumberValue(third);
        writer.WriteEndArray();
    }

    public static JsonException Expected(int min, int max, string others) =>
        new($"expected {others}an integer from {min} to {max}, or [depth, height, width]");

    private static int Number(ref Utf8JsonReader reader, int min, int max, string others) =>
        reader.TokenType == JsonTokenType.Number && ExactInteger.TryGet(ref reader, out var value) && value >= min && value <= max
            ? value
            : throw Expected(min, max, others);
}
