using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using TrainingService.Datasets.Versions;

namespace TrainingService.Datasets.Uploads.Staging;

/// <summary>
/// Where files lie between their coming and their version: `staging/ID` in the data folder, on the same file system as versions. The process
/// that works on one holds its lock, so what a killed process left can be told from what is in use, by any process.
/// </summary>
internal sealed class StagingArea(UploadOptions options, DiskSpace disk, ILogger<StagingArea> logger)
{
    private string Root { get; } = Path.Combine(options.DataFolder, "staging");

    /// <summary>A new empty folder, held by this process until disposed.</summary>
    public StagedFiles Create()
    {
        while (true)
        {
            var folder = Path.Combine(Root, RandomNumberGenerator.GetHexString(32, lowercase: true));
            Directory.CreateDirectory(folder);
            // A cleaner may have seen the folder before its lock: then it is gone, and another is made.
            if (FileLock.TryTake(LockOf(folder)) is { } held) return new StagedFiles(folder, held, options, disk);
        }
    }

    /// <summary>Whether a process works on a staged folder.</summary>
    public bool IsAlive(string id)
    {
        var folder = Path.Combine(Root, id);
        if (!Directory.Exists(folder)) return false;
        using var held = FileLock.TryTake(LockOf(folder));
        return held is null && Directory.Exists(folder);
    }

    /// <summary>Removes what processes left that no longer run.</summary>
    public void Clean()
    {
        if (!Directory.Exists(Root)) return;
        foreach (var folder in Directory.EnumerateDirectories(Root))
        {
            using var held = FileLock.TryTake(LockOf(folder));
            if (held is null) continue;
            logger.LogInformation("Staged files of a process that ended are removed: {Folder}", folder);
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string LockOf(string folder) => Path.Combine(folder, ".lock");
}
