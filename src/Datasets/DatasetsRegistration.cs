using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using TrainingService.Datasets.Bundled;
using TrainingService.Datasets.Importing;
using TrainingService.Datasets.Preparation;
using TrainingService.Datasets.Samples;

namespace TrainingService.Datasets;

/// <summary>Puts datasets into a program.</summary>
public static class DatasetsRegistration
{
    /// <summary>Adds the stored versions and <see cref="IDatasetPreparation"/>, and imports the bundled sets in the background at start.</summary>
    /// <param name="services">Where to add them.</param>
    /// <param name="configuration">`Storage:DataFolder` is the folder under which datasets are kept.</param>
    /// <param name="defaultDataFolder">Used when the configuration names no folder.</param>
    public static IServiceCollection AddDatasets(this IServiceCollection services, IConfiguration configuration, string defaultDataFolder = "data-folder")
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        var folder = configuration["Storage:DataFolder"];
        if (string.IsNullOrWhiteSpace(folder)) folder = defaultDataFolder;
        services.AddVersions(UploadOptions.Read(configuration, folder));
        var bytes = configuration["Datasets:PreparedBytes"];
        var preparation = new PreparationOptions { Folder = Path.Combine(Path.GetFullPath(folder), "prepared") };
        services.AddPreparation(bytes is null ? preparation : preparation with { CacheBytes = long.Parse(bytes, CultureInfo.InvariantCulture) });
        return services.AddBundled(new BundledOptions());
    }

    /// <summary>Adds what makes training data of stored versions.</summary>
    internal static IServiceCollection AddPreparation(this IServiceCollection services, PreparationOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<PreparedCache>();
        services.AddSingleton<IDatasetPreparation, DatasetPreparation>();
        services.AddSingleton<IHeldOutSamples, HeldOutSamples>();
        return services;
    }

    /// <summary>Adds the importer and what comes with the program.</summary>
    internal static IServiceCollection AddBundled(this IServiceCollection services, BundledOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<IDatasetImporter, DatasetImporter>();
        services.AddSingleton<IBundledDatasets, BundledDatasets>();
        services.AddHostedService<BundledImportService>();
        return services;
    }
}
