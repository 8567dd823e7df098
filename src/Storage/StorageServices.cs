using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using TrainingService.Storage.Checkpoints;
using TrainingService.Storage.Database;
using TrainingService.Storage.History;
using TrainingService.Storage.Logs;
using TrainingService.Storage.Models;
using TrainingService.Storage.Profiles;
using TrainingService.Storage.Queue;
using TrainingService.Storage.Runs;
using TrainingService.Storage.Workers;

namespace TrainingService.Storage;

/// <summary>Registers what is the same for every database; called by the providers' `AddSqliteStorage` and `AddPostgresStorage`.</summary>
public static class StorageServices
{
    /// <summary>
    /// Adds <see cref="IRunStore"/>, <see cref="IRunLeases"/>, <see cref="IMetricHistory"/>, <see cref="DatabaseMigrator"/>, <see cref="CheckpointFiles"/>,
    /// <see cref="ModelFiles"/> and <see cref="ProfileFiles"/>. The provider adds the context factory, the <see cref="IDatabaseDialect"/> and the
    /// <see cref="Feed.IRunSignals"/>.
    /// </summary>
    public static IServiceCollection AddStorageCore(this IServiceCollection services, StorageOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        services.AddLogging();
        services.TryAddSingleton(options);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<RunTransactions>();
        services.TryAddSingleton<IRunStore, RunStore>();
        services.TryAddSingleton<IRunLeases, RunLeases>();
        services.TryAddSingleton<IMetricHistory, MetricHistories>();
        services.TryAddSingleton<IRunSteering, RunSteering>();
        services.TryAddSingleton<IRunQueueReader, RunQueueReader>();
        services.TryAddSingleton<IRunLogs, RunLogs>();
        services.TryAddSingleton<IWorkerRegistry, WorkerRegistry>();
        services.TryAddSingleton<DatabaseMigrator>();
        services.TryAddSingleton<CheckpointFiles>();
        services.TryAddSingleton<ModelFiles>();
        services.TryAddSingleton<ProfileFiles>();
        return services;
    }
}
