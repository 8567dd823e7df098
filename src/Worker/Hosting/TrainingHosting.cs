using Hangfire;
using Hangfire.AspNetCore;
using Microsoft.Extensions.DependencyInjection.Extensions;
using TrainingService.Storage;
using TrainingService.Storage.Postgres;
using TrainingService.Storage.Sqlite;
using TrainingService.Worker.Queue;

namespace TrainingService.Worker.Hosting;

/// <summary>What the API and the worker register alike. Each call may be repeated; the first counts.</summary>
public static class TrainingHosting
{
    /// <summary>
    /// Adds storage: Postgres when `ConnectionStrings:Training` is given, else SQLite in `Storage:DataFolder`
    /// (default: `training-service` in the user's folder for local data). With SQLite the data folder is locked, migrated and its leases
    /// voided before any hosted service starts.
    /// </summary>
    /// <returns>Where things are kept.</returns>
    public static StorageOptions AddTrainingStorage(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var options = StorageOptions.Read(configuration, DataFolders.Default());
        // Datasets read the same key; a default decided here must be theirs as well.
        configuration["Storage:DataFolder"] = options.DataFolder;
        if (services.Any(service => service.ServiceType == typeof(StorageOptions))) return options;

        services.TryAddSingleton(TimeProvider.System);
        if (options.Provider == StorageProvider.Postgres)
        {
            services.AddPostgresStorage(options);
        }
        else
        {
            services.AddSqliteStorage(options);
            services.AddHostedService<EmbeddedStart>();
        }

        return options;
    }

    /// <summary>Adds the queue that wakes workers (<see cref="IRunQueue"/>) and the service that repairs what queues and workers lose.</summary>
    public static IServiceCollection AddTrainingQueue(this IServiceCollection services, IConfiguration configuration)
    {
        var options = services.AddTrainingStorage(configuration);
        if (services.Any(service => service.ServiceType == typeof(IRunQueue))) return services;

        services.AddOptions<WorkerOptions>().BindConfiguration(WorkerOptions.Section);
        // Ours come before Hangfire's own registrations, which go through process-wide statics: several hosts may share a process in tests.
        services.AddSingleton<JobStorage>(_ => HangfireStorage.Create(options));
        services.AddSingleton<JobActivator>(provider => new AspNetCoreJobActivator(provider.GetRequiredService<IServiceScopeFactory>()));
        services.AddHangfire(_ => { });
        services.AddSingleton<IRunQueue, HangfireRunQueue>();
        services.AddHostedService<Reconciler>();
        return services;
    }
}
