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
        [507] = "The service's disk has no room.",
        [423] = "Another request is at work on it.",
        [400] = "The JSON, a parameter or a header can't be read.",
        [404] = "There is no such thing.",
        [409] = "The state of the run, dataset or upload does not allow it.",
        [413] = "The body is larger than allowed: 1 MiB, or for files what the problem names.",
        [415] = "The body is not declared as what it must be.",
        [422] = "The spec is wrong; `errors` lists everything at once. Or the files can't be used; `problems` lists why. Or the idempotency key came with another body before.",
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
        ["Location"] = new OpenApiHeader { Description = "Where to ask how it goes.", Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "uri-reference" } },
    };
}
