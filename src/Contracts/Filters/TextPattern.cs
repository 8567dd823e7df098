namespace TrainingService.Contracts.Filters;

/// <summary>What `~` looks for, case ignored: the text anywhere, or the whole with `*` for anything.</summary>
/// <param name="Pieces">In lower case; what stands between two pieces does not matter. The first and last are anchored to the ends.</param>
public sealed record TextPattern(IReadOnlyList<string> Pieces)
{
    /// <summary>The pattern of a text as it was written.</summary>
    public static TextPattern Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var pieces = text.ToLowerInvariant().Split('*');
        return new TextPattern(pieces.Length == 1 ? ["", pieces[0], ""] : pieces);
    }
}
