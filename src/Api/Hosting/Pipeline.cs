using TrainingService.Api.Datasets;
using TrainingService.Api.Datasets.Uploads;
using TrainingService.Api.Examples;
using TrainingService.Api.Live;
using TrainingService.Api.Metrics;
using TrainingService.Api.Models;
using TrainingService.Api.OpenApi;
using TrainingService.Api.Problems;
using TrainingService.Api.Runs;
using TrainingService.Api.Specs;
using TrainingService.Api.Workers;
using TrainingService.Contracts.Runs;
using TrainingService.Worker.Health;

namespace TrainingService.Api.Hosting;

/// <summary>What answers which address.</summary>
internal static class Pipeline
{
    /// <summary>Maps the API, the hub, health, the API's description and the page.</summary>
    public static void MapTrainingService(this WebApplication app)
    {
        app.UseSecurityHeaders();
        app.UseProblems();
        app.UseApiDescription();
        app.UsePage();
        app.UseRouting();

        var api = app.MapGroup("/api/v1").AddEndpointFilter<NoStore>();
        api.MapRuns();
        api.MapOverlay();
        api.MapWorkers();
        api.MapDatasets();
        api.MapUploads();
        api.MapImports();
        api.MapExamples();
        api.MapSchemas();
        api.MapModels();
        app.MapHub<RunsHub>(RunHub.Path, KestrelLimits.Apply);
        app.MapTrainingHealth();
    }
}
