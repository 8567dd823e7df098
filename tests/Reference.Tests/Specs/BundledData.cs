using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using TrainingService.Compute.Data;
using TrainingService.Contracts.Specs.Datasets;
using TrainingService.Datasets;
using TrainingService.Datasets.Preparation;

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

    /// <summary>The data of a spec, prepared as a worker does.</summary>
    public async Task<Dataset> LoadAsync(DatasetSpec spec, long seed)
    {
        if (spec.Name == TokenData.Name) return TokenData.Make();
        if (spec.Name == PairData.Name) return PairData.Make();
        return (await provider.GetRequiredService<IDatasetPreparation>().PrepareAsync(spec, seed)).Dataset;
    }

    public void Dispose()
    {
        provider.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
