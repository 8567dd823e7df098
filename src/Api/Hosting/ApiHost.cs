using TrainingService.Api.Datasets.Uploads;
using TrainingService.Api.Examples;
using TrainingService.Api.Live;
using TrainingService.Api.Models;
using TrainingService.Api.OpenApi;
using TrainingService.Api.Problems;
using TrainingService.Api.Runs;
using TrainingService.Api.Specs;
using TrainingService.Contracts.Json;
using TrainingService.Datasets;
using TrainingService.Storage;
using TrainingService.Worker.Health;
using TrainingService.Worker.Hosting;

namespace TrainingService.Api.Hosting;

/// <summary>
/// Puts the program together. Without a Postgres connection string it is all in one: SQLite, a queue in memory and the worker in this process;
/// with one it is an API replica, which trains only when `Worker:Hosted` says so.
/// </summary>
internal static class ApiHost
{
    /// <summary>Everything that is registered.</summary>
    public static WebApplicationBuilder CreateBuilder(string[] args)
    {
        // The page lies beside the program, so that it is found from whatever folder the program is started in.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.ListenByDefaultOn(ListenAddress.Default);
        builder.WebHost.ConfigureKestrel(KestrelLimits.Apply);
        Quiet(builder.Logging);

        var services = builder.Services;
        var storage = services.AddTrainingStorage(builder.Configuration);
        services.AddTrainingQueue(builder.Configuration);
        services.AddDatasets(builder.Configuration);
        services.AddUploads();
        services.AddSingleton<UploadBody>();
        if (builder.Configuration.GetValue("Worker:Hosted", storage.Provider == StorageProvider.Sqlite)) services.AddTrainingWorker(builder.Configuration);
        services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownBudget.Host);

        services.ConfigureHttpJsonOptions(json => ContractsJson.Apply(json.SerializerOptions));
        services.AddSignalR(KestrelLimits.Apply).AddJsonProtocol(json => ContractsJson.Apply(json.PayloadSerializerOptions));
        services.AddProblems();
        services.AddTrainingHealth().AddCheck<ListenerHealthCheck>("listener", tags: ["ready"]);
        services.AddLiveFeed();
        services.AddApiDescription();
        services.AddSingleton<SpecChecker>();
        services.AddSingleton<TimeEstimator>();
        services.AddSingleton<RunActor>();
        services.AddSingleton<RunSubmitter>();
        services.AddSingleton<PredictorCache>();
        services.AddSingleton<SpecSchema>();
        services.AddSingleton<ExampleFiles>();
        services.AddHostedService<ReadyMessage>();
        services.AddHostedService<WarmUp>();
        return builder;
    }

    /// <summary>One clear line with the page's address is worth more than the framework's start-up lines and a line per request.</summary>
    private static void Quiet(ILoggingBuilder logging)
    {
        logging.AddQuietLogging();
        // A start that fails is explained by the program itself; a background service that fails is critical.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
    }
}
