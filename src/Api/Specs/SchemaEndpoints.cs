using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;

namespace TrainingService.Api.Specs;

/// <summary>`/api/v1/schema`.</summary>
internal static class SchemaEndpoints
{
    /// <summary>Adds the schema to the API's group.</summary>
    public static void MapSchemas(this RouteGroupBuilder api) => api.MapGet("/schema/run-spec", RunSpecSchema)
        .WithTags("Specs").WithName("run_spec_schema").WithSummary("The JSON Schema of a spec, for editors and validators")
        .Produces<JsonElement>(StatusCodes.Status200OK, SpecSchema.MediaType);

    private static async Task<ContentHttpResult> RunSpecSchema(SpecSchema schema) =>
        TypedResults.Text((await schema.GetAsync()).ToJsonString(), SpecSchema.MediaType);
}
