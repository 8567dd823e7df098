using System.Text.Json;

namespace TrainingService.Bench.Measuring;

/// <summary>How both sides write what they have to say.</summary>
internal static class JsonLines
{
    /// <summary>snake_case names.</summary>
    public static JsonSerializerOptions Options { get; } = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>The same, for files.</summary>
    public static JsonSerializerOptions Indented { get; } = new(Options) { WriteIndented = true };
}
