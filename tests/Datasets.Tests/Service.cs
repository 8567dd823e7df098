using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TrainingService.Compute.Data;
using TrainingService.Contracts.Specs.Datasets;
using TrainingService.Contracts.Specs.Datasets.Preprocessing;
using TrainingService.Datasets.Bundled;
using TrainingService.Datasets.Preparation;
using TrainingService.Datasets.Versions;

namespace TrainingService.Datasets.Tests;

/// <summary>The dataset services over a data folder of their own, as a program has them.</summary>
internal sealed class Service : IDisposable, ILoggerProvider, ILogger
{
    private readonly ServiceProvider provider;
    private readonly bool ownsFolder;

    public Service(string? bundled = null, string? root = null)
    {
        ownsFolder = root is null;
        Root = root ?? Directory.CreateTempSubdirectory("datasets-").FullName;
        var options = new BundledOptions();
        if (bundled is not null) options = options with { Folder = bundled };
        provider = new ServiceCollection().AddLogging(logging => logging.AddProvider(this))
            .AddVersions(new UploadOptions { DataFolder = Root })
            .AddPreparation(new PreparationOptions { Folder = Path.Combine(Root, "prepared") })
            .AddBundled(options).BuildServiceProvider();
    }

    public string Root { get; }

    /// <summary>Errors that were logged.</summary>
    public List<string> Errors { get; } = [];

    public IDatasetPreparation Preparation => provider.GetRequiredService<IDatasetPreparation>();

    public Task ReadyAsync() => provider.GetRequiredService<IBundledDatasets>().ReadyAsync();

    /// <summary>All datasets, when the bundled ones are there.</summary>
    public async Task<IReadOnlyList<StoredDataset>> ListAsync()
    {
        await ReadyAsync();
        return provider.GetRequiredService<IVersionCatalog>().List();
    }

    /// <summary>The newest version of a dataset.</summary>
    public async Task<DatasetVersion> FindAsync(string name) => (await ListAsync()).Single(dataset => dataset.Name == name).Versions[0];

    /// <summary>A dataset as it is trained on, its values as they are.</summary>
    public async Task<Dataset> LoadAsync(string name, string? version = null) =>
        (await Preparation.PrepareAsync(new DatasetSpec { Name = name, Version = version, Preprocessing = [new KeepStep()] }, 0)).Dataset;

    /// <summary>All values of a field.</summary>
    public static unsafe T[] Values<T>(FieldData field) where T : unmanaged => new ReadOnlySpan<T>(field.Values, (int)(field.Bytes / sizeof(T))).ToArray();

    public void Dispose()
    {
        provider?.Dispose();
        if (ownsFolder && Directory.Exists(Root)) Directory.Delete(Root, recursive: true);
    }

    ILogger ILoggerProvider.CreateLogger(string categoryName) => this;

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (Errors) Errors.Add(formatter(state, exception));
    }
}
