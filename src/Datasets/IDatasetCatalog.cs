using TrainingService.Compute.Data;
using TrainingService.Contracts.Datasets;

namespace TrainingService.Datasets;

/// <summary>The datasets the service has. The first call on a fresh data folder imports the bundled ones (about a second); later calls are immediate.</summary>
public interface IDatasetCatalog
{
    /// <summary>All datasets in their newest version, by name.</summary>
    Task<IReadOnlyList<DatasetResource>> ListAsync(CancellationToken cancellation = default);

    /// <summary>One dataset, or null when there is none of that name and version. <see cref="ListAsync"/> has the names for a did-you-mean.</summary>
    /// <param name="name">Its exact name.</param>
    /// <param name="versionPrefix">Content hash of the wanted version or the beginning of it; null for the newest.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    Task<DatasetEntry?> FindAsync(string name, string? versionPrefix = null, CancellationToken cancellation = default);
}

/// <summary>A dataset without its rows, as the wire shows it and as the engine takes it.</summary>
/// <param name="Resource">For clients.</param>
/// <param name="Description">For checking specs against it.</param>
public sealed record DatasetEntry(DatasetResource Resource, DataDescription Description);
