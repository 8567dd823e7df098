using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;
using TrainingService.Contracts.Specs;
using TrainingService.Contracts.Specs.Datasets;
using TrainingService.Contracts.Specs.Layers;
using TrainingService.Contracts.Specs.Losses;

namespace TrainingService.Api.OpenApi;

/// <summary>Describes the types that converters write in another form than their members: "same", 3, [3, 5].</summary>
internal sealed class ShorthandSchemas : ISchemaFilter
{
    /// <inheritdoc/>
    public void Apply(IOpenApiSchema schema, SchemaFilterContext context)
    {
        if (schema is not OpenApiSchema target) return;
        IOpenApiSchema[]? forms =
            context.Type == typeof(Size2D) ? [Integer(1, Size2D.Max), Pair(1)]
            : context.Type == typeof(Size3D) ? [Integer(1, Size2D.Max), Triple(1)]
            : context.Type == typeof(Extra2D) ? [Integer(0, Size2D.Max), Pair(0)]
            : context.Type == typeof(Extra3D) ? [Integer(0, Size2D.Max), Triple(0)]
            : context.Type == typeof(Padding1D) ? [Words("valid", "same", "causal"), Integer(0, Size2D.Max)]
            : context.Type == typeof(Padding2D) ? [Words("valid", "same"), Integer(0, Size2D.Max), Pair(0)]
            : context.Type == typeof(Padding3D) ? [Words("valid", "same"), Integer(0, Size2D.Max), Triple(0)]
            : context.Type == typeof(ColumnNames) ? [Name(), Names()]
            : context.Type == typeof(BatchSize) ? [Integer(1, BatchSize.MaxRows), Words("full")]
            : context.Type == typeof(ClassWeights) ? [Words("balanced"), Numbers()]
            : null;
        if (forms is not null)
        {
            Empty(target);
            target.OneOf = forms;
        }
        else if (context.Type == typeof(JsonElement))
        {
            Empty(target);
            target.Type = JsonSchemaType.Object;
            target.AdditionalPropertiesAllowed = true;
        }
    }

    private static void Empty(OpenApiSchema schema)
    {
        schema.Type = null;
        schema.Properties = null;
        schema.Required = null;
        schema.AdditionalPropertiesAllowed = true;
    }

    private static OpenApiSchema Integer(int min, int max) => new() { Type = JsonSchemaType.Integer, Format = "int32", Minimum = $"{min}", Maximum = $"{max}" };

    private static OpenApiSchema Name() => new() { Type = JsonSchemaType.String, MinLength = 1, MaxLength = ColumnNames.LongestName };

    private static OpenApiSchema Names() => new() { Type = JsonSchemaType.Array, MinItems = 1, MaxItems = ColumnNames.Most, Items = Name() };

    private static OpenApiSchema Pair(int min) => Numbers("[height, width]", 2, min);

    private static OpenApiSchema Triple(int min) => Numbers("[depth, height, width]", 3, min);

    private static OpenApiSchema Numbers(string names, int count, int min) => new()
    {
        Type = JsonSchemaType.Array,
        Description = names,
        MinItems = count,
        MaxItems = count,
        Items = Integer(min, Size2D.Max),
    };

    private static OpenApiSchema Numbers() => new()
    {
        Type = JsonSchemaType.Array,
        Description = "One factor per class.",
        MinItems = 1,
        Items = new OpenApiSchema { Type = JsonSchemaType.Number, Format = "double", Minimum = "0", Maximum = "1000000" },
    };

    private static OpenApiSchema Words(params string[] words) => new() { Type = JsonSchemaType.String, Enum = [.. words.Select(word => (JsonNode)word)] };
}
