using Microsoft.AspNetCore.Http.HttpResults;
using TrainingService.Contracts.Examples;

namespace TrainingService.Api.Examples;

/// <summary>`/api/v1/examples`.</summary>
public static class ExampleEndpoints
{
    /// <summary>Adds the resource to the API's group.</summary>
    public static void MapExamples(this RouteGroupBuilder api)
    {
        ArgumentNullException.ThrowIfNull(api);
        api.MapGet("/examples", List).WithTags("Examples").WithName("list_examples").WithSummary("Lists specs that run as they are");
    }

    private static Ok<IReadOnlyList<ExampleResource>> List(ExampleFiles files) => TypedResults.Ok(files.Examples);
}
