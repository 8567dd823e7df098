using System.Text.Json;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace TrainingService.Storage.Model;

/// <summary>Names in the database are written as on the wire.</summary>
internal static class SnakeCase
{
    public static string Of(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
}

/// <summary>Enums are kept as words, so that a row can be read without this program.</summary>
internal sealed class EnumWords<T>() : ValueConverter<T, string>(value => Write(value), text => Read(text))
    where T : struct, Enum
{
    private static readonly Dictionary<T, string> Words = Enum.GetValues<T>().ToDictionary(v => v, v => SnakeCase.Of(v.ToString()));

    private static string Write(T value) => Words[value];

    private static T Read(string text) => Words.First(w => w.Value == text).Key;
}
