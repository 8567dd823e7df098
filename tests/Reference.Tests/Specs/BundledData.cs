using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using TrainingService.Compute.Data;
using TrainingService.Datasets;

namespace TrainingService.Reference.Tests.Specs;

/// <summary>The datasets that come with the program, as a program has them.</summary>
public sealed class BundledData : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("reference-").FullName;
    private readonly ServiceProvider provider;

    public BundledData()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Storage:DataFolder"] = folder }).Build();
        provider = new ServiceCollection().AddLogging().AddDatasets(configuration).BuildServiceProvider();
    }

    /// <summary>One dataset with its rows.</summary>
    public async Task<Dataset> LoadAsync(string name)
    {
        if (name == TokenData.Name) return TokenData.Make();
        var entry = await provider.GetRequiredService<IDatasetCatalog>().FindAsync(name)
            ?? throw new InvalidOperationException($"There is no bundled dataset \"{name}\".");
        return await provider.GetRequiredService<IDatasetLoader>().LoadAsync(name, entry.Description.Version);
    }

    public void Dispose()
    {
        provider.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
