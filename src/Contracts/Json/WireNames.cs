using System.Text.Json;

namespace TrainingService.Contracts.Json;

/// <summary>Values of enums by the words they have on the wire: snake_case, as <see cref="ContractsJson"/> writes them.</summary>
public static class WireNames
{
    /// <summary>A value's word.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    /// <summary>All values by their words, in the enum's order.</summary>
    public static IReadOnlyDictionary<string, T> All<T>()
        where T : struct, Enum => Enum.GetValues<T>().ToDictionary(Of);
}
