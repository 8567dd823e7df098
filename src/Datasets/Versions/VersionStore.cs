using TrainingService.Storage.Checkpoints;

namespace TrainingService.Datasets.Versions;

/// <summary>
/// Versions on disk: `versions/NAME/HASH`. A version appears whole by one rename and goes by one rename, so that no process ever sees half of
/// one. Several processes may use the folder at once.
/// </summary>
internal sealed class VersionStore(UploadOptions options, TimeProvider time) : IVersionStore
{
    /// <summary>Folders of this beginning are on their way out.</summary>
    public const string Deleted = ".deleted-";

    private const string LockName = ".lock";
    private static readonly TimeSpan LockWait = TimeSpan.FromSeconds(10);

    /// <summary>Holds all datasets.</summary>
    public string Root { get; } = Path.Combine(options.DataFolder, "versions");

    /// <summary>A dataset's folder.</summary>
    public string Folder(string name) => DatasetName.IsValid(name) ? Path.Combine(Root,
        name) : throw new ArgumentException($"\"{name}\" is no name of a dataset.", nameof(name));

    /// <summary>
    /// Makes a staged folder a version: flushes every file of it to disk, then renames it. The staged folder must be on the data folder's file
    /// system; it is gone afterwards.
    /// </summary>
    /// <returns>The version, and whether it is new: the same content again is the version that is there.</returns>
    public (DatasetVersion Version, bool IsNew) Publish(string name, string hash, string staged, IReadOnlyList<SourceFile> files)
    {
        var folder = Directory.CreateDirectory(Folder(name)).FullName;
        var target = Path.Combine(folder, hash);
        if (VersionFile.Read(target) is { } same)
        {
            Directory.Delete(staged, recursive: true);
            return (same, false);
        }

        var bytes = new DirectoryInfo(staged).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
        JsonFile.Write(
            Path.Combine(staged, VersionFile.FileName),
            new VersionFile { Name = name, Version = hash, CreatedAt = time.GetUtcNow().UtcDateTime, Bytes = bytes, Files = files });
        Flush(staged);
        try
        {
            Directory.Move(staged, target);
        }
        catch (IOException) when (VersionFile.Read(target) is not null)
        {
            // Another process published the same content first.
            Directory.Delete(staged, recursive: true);
            return (VersionFile.Read(target)!, false);
        }

        FolderSync.Flush(folder);
        FolderSync.Flush(Root);
        return (VersionFile.Read(target)!, true);
    }

    /// <inheritdoc/>
    public void Describe(string name, string? description, string? licence)
    {
        var before = Description(name);
        var said = new DatasetFile { Description = description ?? before.Description, Licence = licence ?? before.Licence };
        if (said != before) JsonFile.Write(Path.Combine(Folder(name), DatasetFile.FileName), said);
    }

    /// <summary>What people said about a dataset.</summary>
    public DatasetFile Description(string name) => JsonFile.Read<DatasetFile>(Path.Combine(Folder(name), DatasetFile.FileName)) ?? new DatasetFile();

    /// <inheritdoc/>
    public async Task<IDisposable?> HoldAsync(string name, CancellationToken cancellation)
    {
        if (!DatasetName.IsValid(name) || !Directory.Exists(Folder(name))) return null;
        var path = Path.Combine(Folder(name), LockName);
        return await FileLock.WaitAsync(() => FileLock.TryShare(path), LockWait, time, cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<bool> DeleteAsync(DatasetVersion version, Func<CancellationToken, Task<bool>> isInUse, CancellationToken cancellation)
    {
        var folder = Folder(version.Name);
        string gone;
        var path = Path.Combine(folder, LockName);
        using (var held = await FileLock.WaitAsync(() => FileLock.TryTake(path), LockWait, time, cancellation).ConfigureAwait(false))
        {
            if (held is null || await isInUse(cancellation).ConfigureAwait(false)) return false;
            if (!Directory.Exists(version.Folder)) return true;
            gone = Path.Combine(Root, $"{Deleted}{version.Name}-{version.Version}-{Path.GetRandomFileName()}");
            Directory.Move(version.Folder, gone);
            if (!Directory.EnumerateDirectories(folder).Any()) File.Delete(Path.Combine(folder, DatasetFile.FileName));
            FolderSync.Flush(folder);
        }

        Remove(gone);
        return true;
    }

    /// <summary>Takes a damaged version away, whether it is in use or not: what is mapped of it stays readable.</summary>
    public void Discard(DatasetVersion version)
    {
        var gone = Path.Combine(Root, $"{Deleted}{version.Name}-{version.Version}-{Path.GetRandomFileName()}");
        Directory.Move(version.Folder, gone);
        FolderSync.Flush(Folder(version.Name));
        Remove(gone);
    }

    /// <summary>Removes what a killed process left of deletions.</summary>
    public void Clean()
    {
        if (!Directory.Exists(Root)) return;
        foreach (var folder in Directory.EnumerateDirectories(Root, Deleted + "*")) Remove(folder);
    }

    private static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Another process removed it at the same time.
        }
    }

    private static void Flush(string folder)
    {
        foreach (var path in Directory.EnumerateFiles(folder))
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
            file.Flush(flushToDisk: true);
        }

        foreach (var inner in Directory.EnumerateDirectories(folder)) Flush(inner);
        FolderSync.Flush(folder);
    }
}
