using Hangfire;
using Microsoft.Extensions.Options;
using TrainingService.Datasets;
using TrainingService.Datasets.Preparation;
using TrainingService.Storage.Runs;
using TrainingService.Worker.Checkpoints;
using TrainingService.Worker.Leases;
using TrainingService.Worker.Logs;
using TrainingService.Worker.Queue;
using TrainingService.Worker.Registry;
using TrainingService.Worker.Runs;
using TrainingService.Worker.Training;

namespace TrainingService.Worker.Hosting;

/// <summary>Puts a training worker into a program: its own, or the API's in embedded mode.</summary>
public static class WorkerRegistration
{
    // One inside the other, the innermost first: a checkpoint, Hangfire's wait for its jobs, the host's wait for Hangfire. An orchestrator's
    // grace period belongs above all of them (120 s).
    private static readonly TimeSpan JobShutdown = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan HostShutdown = TimeSpan.FromSeconds(100);

    /// <summary>Adds everything that takes runs out of the queue and trains them, with storage, queue and datasets if they are not there yet.</summary>
    public static IServiceCollection AddTrainingWorker(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddTrainingQueue(configuration);
        if (services.All(service => service.ServiceType != typeof(IDatasetPreparation))) services.AddDatasets(configuration);
        services.AddSingleton<ITrainingFactory, TrainingFactory>();
        services.AddSingleton<Resume>();
        services.AddSingleton<RunAttempt>();
        services.AddSingleton<HeldRuns>();
        services.AddSingleton<WorkerIdentity>();
        services.AddTransient(provider => new RunJob(
            provider.GetRequiredService<IRunLeases>(), provider.GetRequiredService<IRunQueue>(), provider.GetRequiredService<RunAttempt>(),
            provider.GetRequiredService<WorkerIdentity>(), provider.GetRequiredService<IOptions<WorkerOptions>>(),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<RunJob>>()));
        services.AddRunLogs();
        // Services stop in the reverse order: Hangfire's server, added last, first; then what its runs need to be given back.
        services.AddHostedService<WorkerPresence>();
        services.AddHostedService<WorkerWarmUp>();
        services.AddHostedService<HeldRunSignals>();
        services.Configure<HostOptions>(host => host.ShutdownTimeout = HostShutdown);
        services.AddHangfireServer(Configure);
        return services;
    }

    private static void AddRunLogs(this IServiceCollection services)
    {
        services.AddSingleton<RunLogBuffer>();
        services.AddSingleton<ILoggerProvider>(provider => new RunLogProvider(
            provider.GetRequiredService<RunLogBuffer>(), provider.GetRequiredService<IOptions<WorkerOptions>>().Value.Name));
        services.AddSingleton<RunLogWriter>();
        services.AddSingleton<IRunLogFlush>(provider => provider.GetRequiredService<RunLogWriter>());
        services.AddHostedService(provider => provider.GetRequiredService<RunLogWriter>());
    }

    private static void Configure(IServiceProvider provider, BackgroundJobServerOptions server)
    {
        var options = provider.GetRequiredService<IOptions<WorkerOptions>>().Value;
        server.ServerName = options.Name;
        server.WorkerCount = options.Slots;
        server.Queues = [HangfireRunQueue.Name];
        server.ShutdownTimeout = JobShutdown;
        server.CancellationCheckInterval = TimeSpan.FromSeconds(5);
        server.HeartbeatInterval = TimeSpan.FromSeconds(15);
        // A database that is away longer than this makes Hangfire cancel its jobs. Ours stop by their leases, much sooner and only if they must.
        server.ServerTimeout = TimeSpan.FromMinutes(30);
    }
}
