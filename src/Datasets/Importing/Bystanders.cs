using TrainingService.Contracts.Datasets;

namespace TrainingService.Datasets.Importing;

/// <summary>Files that come along with data but are none: read-mes, licences, what operating systems leave in archives.</summary>
internal static class Bystanders
{
    private static readonly string[] Names = ["readme", "license", "licence", "copying", "notice", "changelog", "sha256sums", "md5sums", ".ds_store",
        "thumbs.db", "desktop.ini"];

    /// <summary>Parts data from bystanders, and says what was left out. When there is nothing else, they are the data.</summary>
    public static (IReadOnlyList<ImportFile> Kept, IReadOnlyList<DatasetWarning> Ignored) Part(IReadOnlyList<ImportFile> files)
    {
        ImportFile[] kept = [.. files.Where(file => !Is(file))];
        if (kept.Length == 0 || kept.Length == files.Count) return (files, []);
        var left = string.Join(", ", files.Where(Is).Select(file => file.Name).Take(5));
        return (kept, [new DatasetWarning("ignored_files",
            $"{files.Count - kept.Length} files are not data and were left out: {left}{(files.Count - kept.Length > 5 ? ", …" : "")}.")]);
    }

    private static bool Is(ImportFile file)
    {
        var name = Path.GetFileName(file.Name).ToLowerInvariant();
        return file.Name.Split('/').Contains("__MACOSX") || name.StartsWith("._", StringComparison.Ordinal) || Names.Contains(name)
            || Names.Contains(Path.GetFileNameWithoutExtension(name));
    }
}
