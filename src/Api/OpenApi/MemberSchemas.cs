using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;
using TrainingService.Contracts.Json;
using TrainingService.Contracts.Specs;

namespace TrainingService.Api.OpenApi;

/// <summary>
/// Fills in what the generator can't know of objects: a spec's members are exactly these (unknown ones are errors) and have the defaults that
/// the types give them; an answer's members that are never null are always there, and more may come.
/// </summary>
internal sealed class MemberSchemas : ISchemaFilter
{
    private static readonly NullabilityInfoContext Nullability = new();

    /// <inheritdoc/>
    public void Apply(IOpenApiSchema schema, SchemaFilterContext context)
    {
        if (schema is not OpenApiSchema { Properties.Count: > 0 } target || context.Type.Assembly != typeof(ContractsJson).Assembly) return;
        if (context.Type.Namespace!.StartsWith(typeof(RunSpec).Namespace!, StringComparison.Ordinal))
        {
            target.AdditionalPropertiesAllowed = false;
            SetDefaults(target, context.Type);
        }
        else
        {
            target.AdditionalPropertiesAllowed = true;
            Require(target, context.Type);
            foreach (var member in target.Properties!.Values.OfType<OpenApiSchema>()) AllowNonFinite(member);
        }
    }

    private static void SetDefaults(OpenApiSchema target, Type type)
    {
        var instance = Activator.CreateInstance(type)!;
        foreach (var property in type.GetProperties().Where(property => !property.IsDefined(typeof(RequiredMemberAttribute))))
        {
            if (!target.Properties!.TryGetValue(Name(property), out var member) || property.GetValue(instance) is not { } value) continue;
            var node = JsonSerializer.SerializeToNode(value, property.PropertyType, ContractsJson.Options);
            if (member is OpenApiSchema inline) inline.Default = node;
            else if (member is OpenApiSchemaReference reference) reference.Default = node;
        }
    }

    private static void Require(OpenApiSchema target, Type type)
    {
        target.Required = new SortedSet<string>(
            type.GetProperties().Where(property => !IsNullable(property)).Select(Name).Where(target.Properties!.ContainsKey), StringComparer.Ordinal);
    }

    /// <summary>Measured values may be "NaN", "Infinity" or "-Infinity", which JSON has no numbers for.</summary>
    private static void AllowNonFinite(OpenApiSchema member)
    {
        if (member.Type is { } type && type.HasFlag(JsonSchemaType.Number)) member.Type = type | JsonSchemaType.String;
        if (member.AdditionalProperties is OpenApiSchema values) AllowNonFinite(values);
    }

    private static bool IsNullable(PropertyInfo property)
    {
        if (Nullable.GetUnderlyingType(property.PropertyType) is not null) return true;
        lock (Nullability) return Nullability.Create(property).ReadState == NullabilityState.Nullable;
    }

    private static string Name(PropertyInfo property) => JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);
}
