using Microsoft.Extensions.DependencyInjection;

namespace TrainingService.Datasets.Tests;

/// <summary>The dataset services over a data folder of their own, as a program has them.</summary>
internal sealed class Service : IDisposable
{
    private readonly ServiceProvider provider;
    private readonly bool ownsFolder;

    public Service(string? bundled = null, string? prepared = null, long? cacheBytes = null)
    {
        ownsFolder = prepared is null;
        Prepared = prepared ?? Directory.CreateTempSubdirectory("datasets-").FullName;
        var options = new DatasetsOptions { PreparedFolder = Prepared };
        if (bundled is not null) options = options with { BundledFolder = bundled };
        if (cacheBytes is { } bytes) options = options with { CacheBytes = bytes };
        provider = new ServiceCollection().AddLogging().AddDatasets(options).BuildServiceProvider();
    }

    public string Prepared { get; }

    public IDatasetCatalog Catalog => provider.GetRequiredService<IDatasetCatalog>();

    public IDatasetLoader Loader => provider.GetRequiredService<IDatasetLoader>();

    public void Dispose()
    {
        provider.Dispose();
        if (ownsFolder) Directory.Delete(Prepared, recursive: true);
    }
}
