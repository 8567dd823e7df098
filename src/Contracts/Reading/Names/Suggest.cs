namespace TrainingService.Contracts.Reading.Names;

/// <summary>Finds the name that was meant.</summary>
public static class Suggest
{
    /// <summary>Names longer than this are nobody's typing slip.</summary>
    private const int LongestName = 64;

    /// <summary>The allowed name that a given one surely means: written in another style, or another framework's word for it.</summary>
    public static string? Synonym(string given, IReadOnlyCollection<string> allowed)
    {
        if (given.Length > LongestName) return null;
        var squeezed = Squeeze(given);
        return Same(squeezed, allowed) ?? OtherWord(squeezed, allowed) ?? WithoutSuffix(squeezed, allowed);
    }

    /// <summary>The allowed name nearest to a misspelt one, or null when none is near: at most a third of its letters may differ.</summary>
    public static string? Nearest(string given, IReadOnlyCollection<string> allowed)
    {
        if (given.Length > LongestName) return null;
        var squeezed = Squeeze(given);
        var (best, distance) = (default(string), squeezed.Length / 3 + 1);
        foreach (var name in allowed)
        {
            var candidate = EditDistance.Between(squeezed, Squeeze(name));
            if (candidate < distance) (best, distance) = (name, candidate);
        }

        return best;
    }

    /// <summary>A name without case and separators, so that `learningRate`, `learning-rate` and `learning_rate` are one.</summary>
    public static string Squeeze(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    private static string? Same(string squeezed, IEnumerable<string> allowed) => allowed.FirstOrDefault(name => Squeeze(name) == squeezed);

    private static string? OtherWord(string squeezed, IReadOnlyCollection<string> allowed) =>
        Synonyms.Of(squeezed).FirstOrDefault(name => allowed.Contains(name));

    /// <summary>`MSELoss`, `DenseLayer` and the like.</summary>
    private static string? WithoutSuffix(string squeezed, IReadOnlyCollection<string> allowed)
    {
        foreach (var suffix in (string[])["layer", "loss", "optimizer", "initializer", "activation"])
        {
            if (!squeezed.EndsWith(suffix, StringComparison.Ordinal) || squeezed.Length == suffix.Length) continue;
            var stem = squeezed[..^suffix.Length];
            return Same(stem, allowed) ?? OtherWord(stem, allowed);
        }

        return null;
    }
}
