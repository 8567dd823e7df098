using System.Net;
using TrainingService.Storage;
using TrainingService.Worker.Health;

namespace TrainingService.Worker.Hosting;

/// <summary>The worker as a process of its own.</summary>
internal static class WorkerHost
{
    /// <summary>Puts the program together. It listens for health probes only.</summary>
    /// <exception cref="InvalidOperationException">No Postgres is configured.</exception>
    public static WebApplication Build(WebApplicationBuilder builder)
    {
        if (builder.Services.AddTrainingStorage(builder.Configuration).Provider != StorageProvider.Postgres)
        {
            throw new InvalidOperationException(
                "A worker of its own needs a Postgres database: set ConnectionStrings__Training=Host=...;Database=...;Username=...;Password=.... "
                + "Without one, the API trains in its own process and no worker is needed.");
        }

        builder.Logging.AddQuietLogging();
        builder.Logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information);
        var options = Options(builder.Configuration);
        builder.Services.AddTrainingWorker(builder.Configuration);
        builder.Services.AddTrainingHealth();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Parse(options.HealthAddress), options.HealthPort));
        var app = builder.Build();
        app.MapTrainingHealth();
        return app;
    }

    /// <summary>The `Worker` section.</summary>
    public static WorkerOptions Options(IConfiguration configuration) =>
        configuration.GetSection(WorkerOptions.Section).Get<WorkerOptions>() ?? new WorkerOptions();
}
