using System.Collections.Concurrent;
using TrainingService.Datasets.Bundled;

namespace TrainingService.Datasets.Versions;

/// <summary><see cref="IVersionCatalog"/> over the folders of <see cref="VersionStore"/>.</summary>
internal sealed class VersionCatalog(VersionStore store, TimeProvider time) : IVersionCatalog
{
    /// <summary>
    /// A folder changed less than this ago is read again next time: its time has a grain, and may not change for a second change within one.
    /// </summary>
    private static readonly TimeSpan Grain = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, Seen> seen = new(StringComparer.Ordinal);

    public IReadOnlyList<StoredDataset> List()
    {
        if (!Directory.Exists(store.Root)) return [];
        var names = Directory.EnumerateDirectories(store.Root).Select(Path.GetFileName).OfType<string>().Where(DatasetName.IsValid)
            .Order(StringComparer.Ordinal).ToList();
        foreach (var gone in seen.Keys.Except(names, StringComparer.Ordinal)) seen.TryRemove(gone, out _);
        return [.. names.Select(Find).OfType<StoredDataset>()];
    }

    public StoredDataset? Find(string name)
    {
        if (!DatasetName.IsValid(name)) return null;
        var folder = new DirectoryInfo(store.Folder(name));
        if (!folder.Exists) return null;
        if (seen.TryGetValue(name, out var known) && known.IsSettled && known.Changed == folder.LastWriteTimeUtc) return known.Dataset;

        // The time is taken before the content: what comes between is seen by the next look.
        var changed = folder.LastWriteTimeUtc;
        var isSettled = time.GetUtcNow().UtcDateTime - changed > Grain;
        var versions = folder.EnumerateDirectories().Select(version => VersionFile.Read(version.FullName)).OfType<DatasetVersion>()
            .OrderByDescending(version => version.CreatedAt).ThenBy(version => version.Version, StringComparer.Ordinal).ToList();
        var said = store.Description(name);
        var dataset = versions.Count == 0
            ? null
            : new StoredDataset
            {
                Name = name, Description = said.Description, Licence = said.Licence, Versions = versions, IsBundled = BundledSource.Read(folder.FullName) is not null,
            };
        seen[name] = new Seen(changed, isSettled, dataset);
        return dataset;
    }

    public DatasetVersion? Find(string name, string? versionPrefix) =>
        Find(name)?.Versions.FirstOrDefault(version => version.Version.StartsWith(versionPrefix ?? "", StringComparison.Ordinal));

    private sealed record Seen(DateTime Changed, bool IsSettled, StoredDataset? Dataset);
}
