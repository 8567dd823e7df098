using Microsoft.Extensions.Logging;
using TrainingService.Contracts.Datasets;
using TrainingService.Datasets.Bundled;
using TrainingService.Datasets.Prepared;

namespace TrainingService.Datasets;

/// <summary>All versions of all datasets, from the prepared folders and the bundled ones. Found out once, on first use.</summary>
internal sealed class DatasetCatalog(PreparedStore store, BundledDatasets bundled, ILogger<DatasetCatalog> logger) : IDatasetCatalog
{
    private readonly Lock gate = new();
    private Task<IReadOnlyList<PreparedHeader>>? scan;

    public async Task<IReadOnlyList<DatasetResource>> ListAsync(CancellationToken cancellation = default)
    {
        var headers = await HeadersAsync(cancellation).ConfigureAwait(false);
        return [.. headers.DistinctBy(header => header.Name, StringComparer.Ordinal).OrderBy(header => header.Name, StringComparer.Ordinal).Select(header => header.ToEntry().Resource)];
    }

    public async Task<DatasetEntry?> FindAsync(string name, string? versionPrefix = null, CancellationToken cancellation = default) =>
        (await FindHeaderAsync(name, versionPrefix, cancellation).ConfigureAwait(false))?.ToEntry();

    /// <summary>The prepared form of a version; the newest of those that fit.</summary>
    public async Task<PreparedHeader?> FindHeaderAsync(string name, string? versionPrefix, CancellationToken cancellation)
    {
        var headers = await HeadersAsync(cancellation).ConfigureAwait(false);
        return headers.FirstOrDefault(header => header.Name == name && header.Version.StartsWith(versionPrefix ?? "", StringComparison.Ordinal));
    }

    /// <summary>Prepares a bundled version again whose prepared rows turned out damaged. False when it does not come from a bundled folder.</summary>
    /// <exception cref="InvalidDataException">The bundled files are damaged too.</exception>
    public bool Restore(PreparedHeader damaged)
    {
        foreach (var folder in bundled.Folders())
        {
            if (BundledDatasets.NameOf(folder) == damaged.Name && bundled.Import(folder, []).Version == damaged.Version) return true;
        }

        return false;
    }

    /// <summary>One scan for all who ask; a failed one is tried again by the next caller.</summary>
    private Task<IReadOnlyList<PreparedHeader>> HeadersAsync(CancellationToken cancellation)
    {
        lock (gate)
        {
            if (scan is null || scan.IsFaulted) scan = Task.Run(Scan, CancellationToken.None);
            return scan.WaitAsync(cancellation);
        }
    }

    /// <summary>Newest first within a name: what is bundled now, then older preparations by time.</summary>
    private IReadOnlyList<PreparedHeader> Scan()
    {
        var prepared = store.ListHeaders();
        var headers = new List<PreparedHeader>();
        foreach (var folder in bundled.Folders())
        {
            try
            {
                headers.Add(bundled.Import(folder, prepared));
            }
            catch (InvalidDataException exception)
            {
                // One damaged set must not take the others away.
                logger.LogError(exception, "The dataset in {Folder} is left out: {Reason}", folder, exception.Message);
            }
        }

        return [.. headers.Concat(prepared.OrderByDescending(header => header.PreparedAt)).DistinctBy(header => (header.Name, header.Version))];
    }
}
