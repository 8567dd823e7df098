using TrainingService.Contracts.Datasets;
using TrainingService.Datasets.Importing;

namespace TrainingService.Datasets.Uploads;

/// <summary>
/// Files on this machine that the operator lets be imported. Links are never followed, whether in the request or within the folder.
/// </summary>
public sealed class AllowedFolders(UploadOptions options)
{
    /// <summary>The files of a folder, or the file, that a request names.</summary>
    /// <exception cref="UploadException">It is not below an allowed folder, is reached by a link, or is not there.</exception>
    public IReadOnlyList<ImportFile> Files(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (options.AllowedFolders.Count == 0)
        {
            throw Refuse("folders_not_allowed", path, "No folder of this machine may be imported from", null,
                $"Upload the files, or have the operator name folders in {UploadOptions.Section}:{nameof(UploadOptions.AllowedFolders)}.");
        }

        if (!Path.IsPathFullyQualified(path) || path.Contains('\0') || path.Split('/', '\\').Contains(".."))
        {
            throw Refuse("path_outside", path, "The path is not absolute or has \"..\" in it", "an absolute path without \"..\"", null);
        }

        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (options.AllowedFolders.FirstOrDefault(folder => full == folder
            || full.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal)) is not { } root)
        {
            throw Refuse("path_outside", path, "The path is not in a folder that may be imported from", null,
                $"The operator names those in {UploadOptions.Section}:{nameof(UploadOptions.AllowedFolders)}.");
        }

        RefuseLinks(path, root, full);
        return File.Exists(full) ? [Entry(full, Path.GetFileName(full))] : Directory.Exists(full) ? List(full) : throw NotThere(path);
    }

    private static void RefuseLinks(string asked, string root, string full)
    {
        // The root itself may be a link: that is the operator's choice.
        for (var path = full; path.Length > root.Length; path = Path.GetDirectoryName(path)!)
        {
            if (IsLink(path)) throw Refuse("link_or_device", asked, "A link is on the way", "folders and files only",
                "Name the place that the link points at, if it is allowed too.");
        }
    }

    private static bool IsLink(string path) => new FileInfo(path).LinkTarget is not null;

    private List<ImportFile> List(string folder)
    {
        var files = new List<ImportFile>();
        var walk = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false };
        foreach (var path in Walk(folder, walk).Order(StringComparer.Ordinal))
        {
            files.Add(Entry(path, Path.GetRelativePath(folder, path).Replace('\\', '/')));
        }

        return files;
    }

    private List<string> Walk(string folder, EnumerationOptions walk)
    {
        // Folders that are links are not entered: recursion stops at them.
        var within = new System.IO.Enumeration.FileSystemEnumerable<string>(folder, (ref entry) => entry.ToFullPath(), walk)
        {
            ShouldRecursePredicate = (ref entry) => (entry.Attributes & FileAttributes.ReparsePoint) == 0,
            ShouldIncludePredicate = (ref entry) => !entry.IsDirectory || (entry.Attributes & FileAttributes.ReparsePoint) != 0,
        };
        var found = new List<string>();
        foreach (var path in within)
        {
            if (found.Count >= options.MaxFiles) throw UploadLimit.Files(options, folder);
            found.Add(path);
        }

        return found;
    }

    private static ImportFile Entry(string path, string name)
    {
        var info = new FileInfo(path);
        if (info.LinkTarget is not null) throw Refuse("link_or_device", name, "The file is a link", "files and folders only",
            "Put the file itself there.");
        // Pipes and devices have no length, and reading them may never end.
        if (info.Length == 0) throw Refuse("empty_file", name, "The file is empty, or no plain file", "a file with data",
            "Remove it from the folder.");
        return new ImportFile(path, name);
    }

    private static UploadException NotThere(string path) => Refuse("not_found", path, "There is no such folder or file", null, null);

    private static UploadException Refuse(string code, string path, string what, string? expected, string? remedy) => new(
        UploadFault.Invalid, new DatasetProblem(code, $"{what}: \"{EntryName.Shown(path)}\".", EntryName.Shown(path), Expected: expected,
            Remedy: remedy));
}
