using TrainingService.Contracts.Datasets;
using TrainingService.Datasets.Uploads.Staging;
using TrainingService.Datasets.Versions;

namespace TrainingService.Datasets.Imports;

/// <summary>
/// How imports stand, as files that every process on the data folder sees: `imports/ID.json`. An import lives as long as its staged files are held;
/// one whose process ended is found to have failed by whoever looks first.
/// </summary>
internal sealed class ImportStates(UploadOptions options, StagingArea area, TimeProvider time)
{
    private readonly string root = Path.Combine(options.DataFolder, "imports");

    /// <summary>Why an import failed whose process is gone.</summary>
    public static readonly DatasetProblem Interrupted = new(
        "interrupted", "The service was stopped while it read the files. Nothing was kept.",
        Remedy: "Send them again; resumable uploads are still there and need only be named again.");

    public void Write(ImportResource import)
    {
        Directory.CreateDirectory(root);
        JsonFile.Write(PathOf(import.Id), import);
    }

    /// <summary>An import, or null.</summary>
    public ImportResource? Find(string id)
    {
        if (id.Length != 32 || !id.All(char.IsAsciiHexDigitLower) || JsonFile.Read<ImportResource>(PathOf(id)) is not { } import) return null;
        if (import.State != ImportState.Importing || area.IsAlive(id)) return import;

        // It may have ended between the two looks.
        if (JsonFile.Read<ImportResource>(PathOf(id)) is { State: not ImportState.Importing } ended) return ended;
        var failed = import with { State = ImportState.Failed, Stage = null, FinishedAt = time.GetUtcNow().UtcDateTime, Problems = [Interrupted] };
        Write(failed);
        return failed;
    }

    /// <summary>Removes outcomes that nobody asks for any more.</summary>
    public void Clean()
    {
        if (!Directory.Exists(root)) return;
        foreach (var file in new DirectoryInfo(root).EnumerateFiles())
        {
            if (file.LastWriteTimeUtc + options.ImportKept < time.GetUtcNow().UtcDateTime) file.Delete();
        }
    }

    private string PathOf(string id) => Path.Combine(root, id + ".json");
}
