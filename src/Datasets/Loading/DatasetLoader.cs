using Microsoft.Extensions.Logging;
using TrainingService.Compute.Data;
using TrainingService.Datasets.Prepared;

namespace TrainingService.Datasets.Loading;

/// <summary>Loads prepared datasets through the cache and repairs damaged ones from what is bundled.</summary>
internal sealed class DatasetLoader(DatasetCatalog catalog, PreparedStore store, DatasetsOptions options, ILogger<DatasetLoader> logger) : IDatasetLoader
{
    private readonly DatasetCache cache = new(options.CacheBytes);

    public async Task<Dataset> LoadAsync(string name, string version, CancellationToken cancellation = default)
    {
        var header = await catalog.FindHeaderAsync(name, version, cancellation).ConfigureAwait(false) ?? throw DatasetNotFoundException.For(name, version);
        return await cache.GetAsync(header.Version, () => LoadOrRepair(header)).WaitAsync(cancellation).ConfigureAwait(false);
    }

    private Dataset LoadOrRepair(PreparedHeader header)
    {
        try
        {
            return store.Load(header);
        }
        catch (InvalidDataException exception)
        {
            logger.LogWarning(exception, "Dataset {Name} is prepared again: {Reason}", header.Name, exception.Message);
            if (!catalog.Restore(header)) throw;
            return store.Load(header);
        }
    }
}
