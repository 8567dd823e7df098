using Microsoft.AspNetCore.Http.HttpResults;
using TrainingService.Api.Problems;
using TrainingService.Contracts.Datasets;
using TrainingService.Datasets.Imports;

namespace TrainingService.Api.Datasets.Uploads;

/// <summary>`/api/v1/imports`.</summary>
public static class ImportEndpoints
{
    /// <summary>Adds the resource to the API's group.</summary>
    public static void MapImports(this RouteGroupBuilder api)
    {
        ArgumentNullException.ThrowIfNull(api);
        api.MapGet("/imports/{import}", Find).WithName("get_import").WithSummary("Shows how an import stands").WithTags("Datasets")
            .WithDescription("An import is what create_dataset_version began when it answered 202. Its outcome can be asked for for a week.")
                .ProducesProblem(404);
    }

    /// <summary>An import's address.</summary>
    internal static string Location(string id) => $"/api/v1/imports/{id}";

    private static Results<Ok<ImportResource>, ProblemHttpResult> Find(string import, DatasetImports imports) =>
        imports.Find(import) is { } found ? TypedResults.Ok(found) : Problem.NotFound($"import \"{import}\"",
            "Ids come with answers to POST /api/v1/datasets/{name}/versions.");
}
