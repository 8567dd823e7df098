using Microsoft.AspNetCore.Mvc;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;
using TrainingService.Contracts.Datasets;
using TrainingService.Contracts.Validation;

namespace TrainingService.Api.OpenApi;

/// <summary>Describes the members that our problem documents have beside the standard's.</summary>
internal sealed class ProblemSchema : ISchemaFilter
{
    /// <inheritdoc/>
    public void Apply(IOpenApiSchema schema, SchemaFilterContext context)
    {
        if (schema is not OpenApiSchema target || context.Type != typeof(ProblemDetails)) return;
        target.Description = "An error (RFC 9457), sent as application/problem+json.";
        target.AdditionalPropertiesAllowed = true;
        target.Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["type"] = Text("A link to what the status means."),
            ["title"] = Text("The kind of error."),
            ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32", Description = "The HTTP status." },
            ["detail"] = Text("What is wrong, with the values in question."),
            ["instance"] = Text("Path of the request."),
            ["trace_id"] = Text("Finds the request in the service's log."),
            ["errors"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Array,
                Items = context.SchemaGenerator.GenerateSchema(typeof(SpecError), context.SchemaRepository),
                Description = "For a wrong body: everything that is wrong with it.",
            },
            ["problems"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Array,
                Items = context.SchemaGenerator.GenerateSchema(typeof(DatasetProblem), context.SchemaRepository),
                Description = "For refused files: everything that is wrong with them, with file, entry, row and column.",
            },
            ["runs"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.String, Format = "uuid" }, Description = "For a version in use: runs that name it.",
            },
            ["parameter"] = Text("For a wrong parameter or header: its name."),
            ["expected"] = Text("For a wrong parameter or header: what would be right."),
            ["did_you_mean"] = Text("For a misspelt value: the nearest right one."),
            ["state"] = Text("For an action that the run's state does not allow: that state."),
            ["allowed"] = new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.String }, Description = "And the states that allow it." },
        };
        target.Required = new HashSet<string> { "type", "title", "status", "detail", "trace_id" };
    }

    private static OpenApiSchema Text(string description) => new() { Type = JsonSchemaType.String, Description = description };
}
