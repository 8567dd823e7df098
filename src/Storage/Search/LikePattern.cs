using TrainingService.Contracts.Filters;

namespace TrainingService.Storage.Search;

/// <summary>Patterns of SQL's LIKE, in lower case.</summary>
internal static class LikePattern
{
    public const string Escape = "\\";

    public static string Of(TextPattern pattern) => string.Join('%', pattern.Pieces.Select(Literal));

    /// <summary>The pattern of a tag within a JSON list of tags.</summary>
    public static string OfTag(TextPattern pattern) =>
        "%\"" + string.Join('%', pattern.Pieces.Select(piece => Literal(Runs.RunRows.Write(piece)[1..^1].ToLowerInvariant()))) + "\"%";

    /// <summary>The pattern of what holds a text.</summary>
    public static string Containing(string text) => $"%{Literal(text.ToLowerInvariant())}%";

    private static string Literal(string text) => text
        .Replace(Escape, Escape + Escape, StringComparison.Ordinal)
        .Replace("%", Escape + "%", StringComparison.Ordinal)
        .Replace("_", Escape + "_", StringComparison.Ordinal);
}
