using TrainingService.Contracts.Datasets;

namespace TrainingService.Datasets.Importing;

/// <summary>What is to be imported: files on disk (archives unpacked already), how to read them, and how much is allowed.</summary>
/// <param name="Files">The files, in any order.</param>
/// <param name="Options">How to read them.</param>
/// <param name="Limits">How much is allowed.</param>
public sealed record ImportSource(IReadOnlyList<ImportFile> Files, ImportOptions Options, ImportLimits Limits)
{
    /// <summary>Files with everything else detected and the usual limits.</summary>
    public ImportSource(IReadOnlyList<ImportFile> files) : this(files, new ImportOptions(), new ImportLimits()) { }

    /// <summary>All files of a folder and the folders below it, links left out, in ordinal order of their names.</summary>
    public static ImportSource FromFolder(string folder, ImportOptions? options = null, ImportLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var root = Path.GetFullPath(folder);
        var walk = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
        var files = Directory.EnumerateFiles(root, "*", walk)
            .Select(path => new ImportFile(path, Path.GetRelativePath(root, path).Replace('\\', '/')))
            .OrderBy(file => file.Name, StringComparer.Ordinal);
        return new ImportSource([.. files], options ?? new ImportOptions(), limits ?? new ImportLimits());
    }
}

/// <summary>One file to import.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Name">Its name as the user knows it, with folders, parted by `/`.</param>
/// <param name="Part">The part it belongs to; null when that is to be told from its name.</param>
/// <param name="Archive">The archive it came out of, for messages; null when it came by itself.</param>
public sealed record ImportFile(string Path, string Name, string? Part = null, string? Archive = null);

/// <summary>How far an import has come.</summary>
/// <param name="Stage">What is being done: `detecting`, `reading`, `analysing`, `hashing`.</param>
/// <param name="File">The file at hand.</param>
/// <param name="DoneBytes">Bytes done in this stage.</param>
/// <param name="TotalBytes">Bytes of this stage.</param>
/// <param name="Rows">Rows read so far.</param>
public sealed record ImportProgress(string Stage, string? File, long DoneBytes, long TotalBytes, long Rows);

/// <summary>What came of an import.</summary>
/// <param name="Header">Everything known of the version.</param>
/// <param name="ContentHash">SHA-256 over schema and column bytes, lower-case hex; the header's version.</param>
public sealed record ImportReport(DatasetHeader Header, string ContentHash);
