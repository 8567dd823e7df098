using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;
using TrainingService.Api.Datasets.Uploads;
using TrainingService.Api.Metrics;
using TrainingService.Api.Runs;
using TrainingService.Contracts.Datasets;
using TrainingService.Contracts.Filters;
using TrainingService.Contracts.Runs;
using TrainingService.Storage.History;

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

        if (context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<DescribedUpload>().Any()) operation.RequestBody = Upload(context);
        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? []) Describe(parameter, context);
    }

    private static OpenApiRequestBody Upload(OperationFilterContext context)
    {
        OpenApiSchema Files(string description) => new()
        {
            Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" }, Description = description,
        };
        var form = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["file"] = Files("Files whose part is told from their names. Any field name will do."),
                ["train"] = Files("Files of the training part."),
                ["validation"] = Files("Files of the validation part."),
                ["test"] = Files("Files of the test part."),
                ["options"] = context.SchemaGenerator.GenerateSchema(typeof(ImportOptions), context.SchemaRepository),
                ["description"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "What the dataset is, in a sentence." },
                ["licence"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "Who made it and under which licence." },
            },
        };
        var json = context.SchemaGenerator.GenerateSchema(typeof(VersionRequest), context.SchemaRepository);
        return new OpenApiRequestBody
        {
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType> { ["multipart/form-data"] = new() { Schema = form }, ["application/json"] = new() { Schema = json } },
        };
    }

    private static void Describe(OpenApiParameter parameter, OperationFilterContext context)
    {
        switch (parameter.Name)
        {
            case "state":
                var state = context.SchemaGenerator.GenerateSchema(typeof(RunState), context.SchemaRepository);
                (parameter.Schema, parameter.Style, parameter.Explode) =
                    (new OpenApiSchema { Type = JsonSchemaType.Array, Items = state }, ParameterStyle.Form, false);
                parameter.Description = "Only runs in these states: short for `state IN (…)`. Default: all.";
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
                parameter.Description = "`next_cursor` of the page before, with the same filter and sort. Default: the first page.";
                break;
            case "filter":
                parameter.Schema = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = FilterLimits.Length };
                parameter.Description = "Only runs that match, such as `state = succeeded AND metrics.val_loss.best < 0.2 AND params.optimizer.type = adam`. "
                    + "docs/search.md describes the language. Default: all.";
                break;
            case "sort":
                parameter.Schema = new OpenApiSchema { Type = JsonSchemaType.String, Default = (JsonNode)RunSort.Default.Text };
                parameter.Description = "Up to three fields with commas between, `-` before one for the largest first. Runs that lack a value come last.";
                break;
            case "ids":
                parameter.Schema = new OpenApiSchema
                {
                    Type = JsonSchemaType.Array,
                    Items = new OpenApiSchema { Type = JsonSchemaType.String, Format = "uuid" },
                    MaxItems = MetricParameters.MaxRuns,
                };
                (parameter.Style, parameter.Explode) = (ParameterStyle.Form, false);
                parameter.Description = "Ids of runs, with commas between.";
                break;
            case "keys":
                (parameter.Style, parameter.Explode) = (ParameterStyle.Form, false);
                parameter.Description = "Only these metrics. Default: all.";
                break;
            case "axis":
                parameter.Schema = new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. MetricParameters.AxisNames.Select(name => (JsonNode)name)], Default = (JsonNode)"epoch" };
                parameter.Description = "What `from`, `to` and `x` count; `time` is seconds since the run's start.";
                break;
            case "from" or "to":
                parameter.Schema = new OpenApiSchema { Type = JsonSchemaType.Number };
                parameter.Description = "A place on the axis, included. Default: everything.";
                break;
            case "max_points":
                parameter.Schema = new OpenApiSchema
                {
                    Type = JsonSchemaType.Integer,
                    Format = "int32",
                    Minimum = $"{HistoryQuery.FewestPoints}",
                    Maximum = $"{HistoryQuery.MostPoints}",
                };
                parameter.Description = $"Points of one series at most. Default: {MetricParameters.PointsOfRun} for one run, {MetricParameters.PointsOfMany} among many.";
                break;
            case "params":
                parameter.Schema = new OpenApiSchema { Type = JsonSchemaType.String, Enum = ["differing", "all"], Default = (JsonNode)"differing" };
                parameter.Description = "Parameters that differ between the runs, or all.";
                break;
            case "format":
                parameter.Schema = new OpenApiSchema { Type = JsonSchemaType.String, Enum = ["json", "csv"], Default = (JsonNode)"json" };
                parameter.Description = "What the answer is.";
                break;
            case "total":
                parameter.Schema = new OpenApiSchema { Type = JsonSchemaType.Boolean, Default = (JsonNode)false };
                parameter.Description = "Whether to count all that match.";
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
            case "version":
                parameter.Description = "Content hash of the version or its beginning, or `newest`.";
                break;
            case "part":
                parameter.Description = "`train`, `validation`, `test` or `all`. Default: the version's first.";
                break;
            case "rows":
                parameter.Schema = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32", Minimum = "1" };
                parameter.Description = "Rows at most. Default: 20 of a preview, 1000 looked at by detect_dataset.";
                break;
            case "first_row":
                parameter.Schema = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int64", Minimum = "0", Default = (JsonNode)0 };
                parameter.Description = "Number of the first row, from 0.";
                break;
            case "row":
                parameter.Description = "Number of the row, from 0.";
                break;
            case "column":
                parameter.Description = "The column. Default: the first of images or masks.";
                break;
            case "dry_run":
                parameter.Description = "True: only look, as detect_dataset does.";
                break;
            case "upload":
                parameter.Description = "The upload's id: the last part of its Location.";
                break;
            case "import":
                parameter.Description = "The import's id: the last part of its Location.";
                break;
        }
    }
}
