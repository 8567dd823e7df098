using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TrainingService.Datasets.Importing;
using TrainingService.Datasets.Imports;
using TrainingService.Datasets.Uploads;
using TrainingService.Datasets.Uploads.Archives;
using TrainingService.Datasets.Uploads.Sessions;
using TrainingService.Datasets.Uploads.Staging;
using TrainingService.Datasets.Versions;

namespace TrainingService.Datasets;

/// <summary>Puts stored versions and uploads into a program.</summary>
public static class UploadsRegistration
{
    /// <summary>Adds what takes uploads in and makes versions of them: for the API, after `AddDatasets`.</summary>
    public static IServiceCollection AddUploads(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddSingleton<Unpacker>();
        services.AddSingleton<AllowedFolders>();
        services.AddSingleton<ImportStates>();
        services.AddSingleton(provider => new Receiving(
            provider.GetRequiredService<UploadOptions>(), provider.GetRequiredService<StagingArea>(), provider.GetRequiredService<DiskSpace>(),
            provider.GetRequiredService<Unpacker>()));
        services.AddSingleton(provider => new UploadSessions(
            provider.GetRequiredService<UploadOptions>(), provider.GetRequiredService<DiskSpace>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<UploadSessions>>()));
        services.AddSingleton(provider => new DatasetImports(
            provider.GetRequiredService<IDatasetImporter>(), provider.GetRequiredService<VersionStore>(),
                provider.GetRequiredService<UploadSessions>(),
            provider.GetRequiredService<ImportStates>(), provider.GetRequiredService<DiskSpace>(), provider.GetRequiredService<UploadOptions>(),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<DatasetImports>>(),
            provider.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping));
        services.AddHostedService(provider => provider.GetRequiredService<DatasetImports>());
        services.AddHostedService<Janitor>();
        return services;
    }

    /// <summary>Adds the stored versions and their catalogue.</summary>
    internal static IServiceCollection AddVersions(this IServiceCollection services, UploadOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton<DiskSpace>();
        services.AddSingleton<StagingArea>();
        services.AddSingleton<VersionStore>();
        services.AddSingleton<IVersionStore>(provider => provider.GetRequiredService<VersionStore>());
        services.AddSingleton<IVersionCatalog, VersionCatalog>();
        return services;
    }
}
