using Microsoft.AspNetCore.Http.HttpResults;
using TrainingService.Api.Problems;
using TrainingService.Contracts.Datasets;
using TrainingService.Contracts.Reading.Names;
using TrainingService.Datasets;

namespace TrainingService.Api.Datasets;

/// <summary>`/api/v1/datasets`.</summary>
public static class DatasetEndpoints
{
    /// <summary>Adds the resource to the API's group.</summary>
    public static void MapDatasets(this RouteGroupBuilder api)
    {
        ArgumentNullException.ThrowIfNull(api);
        var datasets = api.MapGroup("/datasets").WithTags("Datasets");
        datasets.MapGet("/", ListAsync).WithName("list_datasets").WithSummary("Lists the datasets that specs can name");
        datasets.MapGet("/{name}", FindAsync).WithName("get_dataset").WithSummary("Shows a dataset in its newest version").ProducesProblem(404);
    }

    private static async Task<Ok<IReadOnlyList<DatasetResource>>> ListAsync(IDatasetCatalog catalog, CancellationToken cancellation) =>
        TypedResults.Ok(await catalog.ListAsync(cancellation));

    private static async Task<Results<Ok<DatasetResource>, ProblemHttpResult>> FindAsync(
        string name, IDatasetCatalog catalog, CancellationToken cancellation)
    {
        if (await catalog.FindAsync(name, cancellation: cancellation) is { } found) return TypedResults.Ok(found.Resource);
        var names = (await catalog.ListAsync(cancellation)).Select(dataset => dataset.Name).ToList();
        var guess = Suggest.Nearest(name, names) is { } nearest ? $"Did you mean \"{nearest}\"? " : "";
        return Problem.NotFound($"dataset \"{name}\"", $"{guess}Those there are: {string.Join(", ", names)}.");
    }
}
