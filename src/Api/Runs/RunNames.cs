using System.Text.Json;

namespace TrainingService.Api.Runs;

/// <summary>Words of enums as the wire has them.</summary>
internal static class RunNames
{
    /// <summary>The value's name in snake_case.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
