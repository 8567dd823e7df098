namespace TrainingService.Datasets.Versions;

/// <summary>
/// The stored versions of all datasets. The folders are the truth: what another process published or deleted is seen by the next call, which
/// looks at the times of folders and reads only what changed.
/// </summary>
public interface IVersionCatalog
{
    /// <summary>All datasets by name.</summary>
    IReadOnlyList<StoredDataset> List();

    /// <summary>A dataset, or null.</summary>
    StoredDataset? Find(string name);

    /// <summary>A version, or null.</summary>
    /// <param name="name">The dataset's exact name.</param>
    /// <param name="versionPrefix">Content hash or its beginning, the newest that fits; null for the newest of all.</param>
    DatasetVersion? Find(string name, string? versionPrefix);
}
