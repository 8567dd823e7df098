using System.Text.Json;

namespace TrainingService.Contracts.Json;

/// <summary>Whole numbers in any of JSON's spellings: 5, 5.0 and 5e0 are the same number, and some clients write the latter.</summary>
internal static class ExactInteger
{
    /// <summary>The number's value when it is whole and fits.</summary>
    public static bool TryGet(JsonElement json, out long value) => json.TryGetInt64(out value) || (json.TryGetDecimal(out var number) && TryConvert(number, out value));

    /// <inheritdoc cref="TryGet(JsonElement, out long)"/>
    public static bool TryGet(ref Utf8JsonReader reader, out int value)
    {
        if (reader.TryGetInt32(out value)) return true;
        if (!reader.TryGetDecimal(out var number) || !TryConvert(number, out var wide) || wide is < int.MinValue or > int.MaxValue) return false;
        value = (int)wide;
        return true;
    }

    private static bool TryConvert(decimal number, out long value)
    {
        value = 0;
        if (decimal.Truncate(number) != number || number is < long.MinValue or > long.MaxValue) return false;
        value = (long)number;
        return true;
    }
}
