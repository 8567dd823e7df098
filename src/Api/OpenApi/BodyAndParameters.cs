using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;
using TrainingService.Api.Runs;
using TrainingService.Contracts.Runs;

namespace TrainingService.Api.OpenApi;

/// <summary>Describes what endpoints read by themselves: bodies, and parameters that they take as text to give better errors.</summary>
internal sealed class BodyAndParameters : IOperationFilter
{
    /// <inheritdoc/>
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        if (context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<DescribedBody>().FirstOrDefault() is { } body)
        {
            var schema = context.SchemaGenerator.GenerateSchema(body.Type, context.SchemaRepository);
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Content = new Dictionary<string, OpenApiMediaType> { ["application/json"] = new() { Schema = schema } },
            };
        }

        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? []) Describe(parameter, context);
    }

    private static void Describe(OpenApiParameter parameter, OperationFilterContext context)
    {
        switch (parameter.Name)
        {
            case "state":
                var state = context.SchemaGenerator.GenerateSchema(typeof(RunState), context.SchemaRepository);
                (parameter.Schema, parameter.Style, parameter.Explode) =
                    (new OpenApiSchema { Type = JsonSchemaType.Array, Items = state }, ParameterStyle.Form, false);
                parameter.Description = "Only runs in these states. Default: all.";
                break;
            case "limit":
                parameter.Schema = new OpenApiSchema
                {
                    Type = JsonSchemaType.Integer,
                    Format = "int32",
                    Minimum = "1",
                    Maximum = $"{RunListParameters.MaxLimit}",
                    Default = (JsonNode)RunListParameters.DefaultLimit,
                };
                parameter.Description = "Entries of a page at most.";
                break;
            case "cursor":
                parameter.Description = "`next_cursor` of the page before. Default: the first page.";
                break;
            case "after_seq":
                parameter.Schema = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int64", Minimum = "0", Default = (JsonNode)0 };
                parameter.Description = "Number of the last event that is known. Default: from the beginning.";
                break;
            case IdempotencyKey.Header:
                parameter.Schema = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = 200, Pattern = "^[!-~]+$" };
                parameter.Description = "Makes repeating safe: the same key and body give the run of the first time. Another body with it is an error (422).";
                break;
            case "id":
                parameter.Description = "The run's id.";
                break;
            case "name":
                parameter.Description = "The dataset's name.";
                break;
        }
    }
}
