using System.Text.RegularExpressions;

namespace TrainingService.Datasets.Versions;

/// <summary>What a dataset may be called. A name is a folder's name and part of an address, so nothing in it needs escaping anywhere.</summary>
public static partial class DatasetName
{
    /// <summary>Longest name.</summary>
    public const int MaxLength = 64;

    /// <summary>The rule in words, for errors.</summary>
    public const string Rule = "1 to 64 of a-z, 0-9, '-' and '_', beginning with a letter or digit";

    /// <summary>Whether a text is a name.</summary>
    public static bool IsValid(string? name) => name is not null && Pattern().IsMatch(name);

    /// <summary>The name that a file's name suggests: `Sales 2024.csv` → `sales-2024`; null when nothing is left of it.</summary>
    public static string? From(string fileName)
    {
        ArgumentNullException.ThrowIfNull(fileName);
        var stem = Path.GetFileName(fileName).Split('.')[0].ToLowerInvariant();
        var name = Unusable().Replace(stem, "-").Trim('-', '_');
        if (name.Length > MaxLength) name = name[..MaxLength].TrimEnd('-', '_');
        return IsValid(name) ? name : null;
    }

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9_-]{0,63}\z")]
    private static partial Regex Pattern();

    [GeneratedRegex("[^a-z0-9_]+")]
    private static partial Regex Unusable();
}
