using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace TrainingService.Api.OpenApi;

/// <summary>Says what each error status means here, and that any operation may fail unforeseen.</summary>
internal sealed class ProblemResponses : IOperationFilter
{
    private static readonly Dictionary<int, string> Meanings = new()
    {
        [400] = "The JSON, a parameter or a header can't be read.",
        [404] = "There is no such thing.",
        [409] = "The run's state does not allow it.",
        [413] = "The body is larger than 1 MiB.",
        [415] = "The body is not declared as application/json.",
        [422] = "The spec is wrong; `errors` lists everything at once. Or the idempotency key came with another body before.",
    };

    /// <inheritdoc/>
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        var problem = context.SchemaGenerator.GenerateSchema(typeof(ProblemDetails), context.SchemaRepository);
        operation.Responses ??= [];
        foreach (var (status, meaning) in Meanings)
        {
            if (operation.Responses.TryGetValue(status.ToString(CultureInfo.InvariantCulture), out var declared)) declared.Description = meaning;
        }

        operation.Responses["default"] = new OpenApiResponse
        {
            Description = "Any other error, as a problem document.",
            Content = new Dictionary<string, OpenApiMediaType> { ["application/problem+json"] = new() { Schema = problem } },
        };
        if (operation.Responses.TryGetValue("202", out var accepted) && accepted is OpenApiResponse { } queued) queued.Headers = LocationHeader();
    }

    private static Dictionary<string, IOpenApiHeader> LocationHeader() => new()
    {
        ["Location"] = new OpenApiHeader { Description = "The run's address.", Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "uri-reference" } },
    };
}
