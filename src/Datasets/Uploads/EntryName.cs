using TrainingService.Contracts.Datasets;

namespace TrainingService.Datasets.Uploads;

/// <summary>
/// Names of files as clients and archives give them. They never become paths on our disk (staged files are numbered), but later readers tell
/// classes and parts from their folders, so only plain relative names are let in.
/// </summary>
internal static class EntryName
{
    private const int MaxLength = 1024;
    private const int MaxDepth = 32;

    /// <summary>What file managers leave in folders and archives.</summary>
    private static readonly HashSet<string> Litter = new(StringComparer.OrdinalIgnoreCase) { ".DS_Store", "Thumbs.db", "desktop.ini", "__MACOSX",
        ".git", ".ipynb_checkpoints" };

    /// <summary>The name with `/` between its parts and without `.`.</summary>
    /// <param name="name">As given.</param>
    /// <param name="archive">The archive it is in, for the message; null for a file of its own.</param>
    /// <exception cref="UploadException">It is absolute, leaves its folder, or is no text that a file may be called.</exception>
    public static string Clean(string name, string? archive = null)
    {
        if (name.Length == 0) throw Refuse("invalid_name", "A file has no name", name, archive, "a name");
        if (name.Length > MaxLength) throw Refuse("invalid_name", $"The name has {name.Length} characters", name[..64] + "…", archive,
            $"{MaxLength} at most");
        if (name.Any(char.IsControl)) throw Refuse("invalid_name", "The name has control characters", Shown(name), archive, "visible characters");
        var slashed = name.Replace('\\', '/');
        if (slashed.StartsWith('/') || (slashed.Length > 1 && slashed[1] == ':')) throw Refuse("path_outside", "The path is absolute", name, archive,
            "a path within the folder");
        var parts = slashed.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != ".").ToList();
        if (parts.Contains("..")) throw Refuse("path_outside", "The path leaves its folder", name, archive, "a path without \"..\"");
        if (parts.Count == 0) throw Refuse("invalid_name", "A file has no name", name, archive, "a name");
        if (parts.Count > MaxDepth) throw Refuse("invalid_name", $"The file lies {parts.Count} folders deep", name[..Math.Min(64, name.Length)] + "…",
            archive, $"{MaxDepth} at most");
        return string.Join('/', parts);
    }

    /// <summary>Whether a cleaned name is of a file that no one means to upload: those of file managers and hidden ones.</summary>
    public static bool IsLitter(string name)
    {
        var parts = name.Split('/');
        return parts.Any(Litter.Contains) || parts[^1].StartsWith("._", StringComparison.Ordinal);
    }

    /// <summary>A name for a message: control characters as question marks.</summary>
    public static string Shown(string name) => string.Concat(name.Select(c => char.IsControl(c) ? '?' : c));

    private static UploadException Refuse(string code, string what, string name, string? archive, string expected) => new(
        UploadFault.Invalid,
        archive is null
            ? new DatasetProblem(code, $"{what}: \"{Shown(name)}\".", Shown(name), Expected: expected)
            : new DatasetProblem(code, $"{what}: \"{Shown(name)}\".", archive, Entry: Shown(name), Expected: expected,
                Remedy: "Pack the archive anew, from within the folder."));
}
