using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using TrainingService.Compute.Data;
using TrainingService.Contracts.Specs.Datasets;
using TrainingService.Datasets;
using TrainingService.Datasets.Importing;
using TrainingService.Datasets.Preparation;
using TrainingService.Datasets.Versions;

namespace TrainingService.DataBench;

/// <summary>A data folder: files in, prepared data out, as the service does it.</summary>
internal sealed class Place(string folder) : IDisposable
{
    private readonly ServiceProvider services = new ServiceCollection().AddLogging()
        .AddDatasets(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Storage:DataFolder"] = folder }).Build()).BuildServiceProvider();

    /// <summary>Files to import.</summary>
    public string Source { get; } = Directory.CreateDirectory(Path.Combine(folder, "source")).FullName;

    /// <summary>Whether a dataset is there from a run before.</summary>
    public bool Has(string name) => Directory.Exists(Path.Combine(folder, "versions", name));

    /// <summary>Imports all files of <see cref="Source"/> as a version.</summary>
    public async Task ImportAsync(string name)
    {
        var staged = Path.Combine(folder, "staged-" + name);
        if (Directory.Exists(staged)) Directory.Delete(staged, recursive: true);
        var report = await services.GetRequiredService<IDatasetImporter>().ImportAsync(ImportSource.FromFolder(Source), staged);
        services.GetRequiredService<VersionStore>().Publish(name, report.ContentHash, staged, []);
    }

    /// <summary>Prepares.</summary>
    public async Task<Dataset> PrepareAsync(DatasetSpec spec) => (await services.GetRequiredService<IDatasetPreparation>().PrepareAsync(spec, 0)).Dataset;

    public void Dispose() => services.Dispose();
}
