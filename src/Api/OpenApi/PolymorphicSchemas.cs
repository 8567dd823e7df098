using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;
using TrainingService.Contracts.Specs.Layers;

namespace TrainingService.Api.OpenApi;

/// <summary>
/// Describes polymorphic types as clients need them: the base is `oneOf` its kinds with a discriminator and mapping, each kind has all its members
/// and a required `type` with its one value. Swashbuckle's own ways leave out the value, or nest `allOf`, which client generators read badly.
/// </summary>
internal sealed class PolymorphicSchemas : ISchemaFilter
{
    /// <inheritdoc/>
    public void Apply(IOpenApiSchema schema, SchemaFilterContext context)
    {
        if (schema is not OpenApiSchema target) return;
        if (context.Type.GetCustomAttribute<JsonPolymorphicAttribute>(inherit: false) is { } polymorphic)
        {
            DescribeBase(target, context, polymorphic.TypeDiscriminatorPropertyName!);
        }
        else if (!context.Type.IsAbstract && BaseOf(context.Type) is { } ofBase)
        {
            var discriminator = ofBase.GetCustomAttribute<JsonPolymorphicAttribute>(inherit: false)!.TypeDiscriminatorPropertyName!;
            DescribeKind(target, NameOf(context.Type, ofBase), discriminator);
        }
    }

    private static void DescribeBase(OpenApiSchema target, SchemaFilterContext context, string discriminator)
    {
        var kinds = KindsOf(context.Type)
            .Select(kind => (Name: (string)kind.TypeDiscriminator!, Schema: Reference(context, kind.DerivedType)))
            .ToList();
        target.Type = null;
        target.Properties = null;
        target.Required = null;
        target.AdditionalPropertiesAllowed = true;
        target.OneOf = [.. kinds.Select(kind => kind.Schema)];
        // Every kind but a layer may be written as its bare name.
        if (context.Type != typeof(LayerSpec)) target.OneOf.Add(Names(kinds.Select(kind => kind.Name)));
        target.Discriminator = new OpenApiDiscriminator
        {
            PropertyName = discriminator,
            Mapping = kinds.ToDictionary(kind => kind.Name, kind => kind.Schema),
        };
    }

    private static void DescribeKind(OpenApiSchema target, string name, string discriminator)
    {
        var members = target.Properties ?? new Dictionary<string, IOpenApiSchema>();
        target.Properties = new Dictionary<string, IOpenApiSchema>
        {
            [discriminator] = new OpenApiSchema { Type = JsonSchemaType.String, Enum = [(JsonNode)name], Description = $"Always `{name}`." },
        };
        foreach (var member in members) target.Properties[member.Key] = member.Value;
        target.Required = new HashSet<string>(target.Required ?? new HashSet<string>()) { discriminator };
    }

    private static OpenApiSchemaReference Reference(SchemaFilterContext context, Type type) =>
        (OpenApiSchemaReference)context.SchemaGenerator.GenerateSchema(type, context.SchemaRepository);

    private static OpenApiSchema Names(IEnumerable<string> names) => new()
    {
        Type = JsonSchemaType.String,
        Description = "The type with its defaults.",
        Enum = [.. names.Select(name => (JsonNode)name)],
    };

    /// <summary>The polymorphic type that this one is a kind of, though not always directly: kinds may share an abstract record.</summary>
    private static Type? BaseOf(Type type)
    {
        for (var found = type.BaseType; found is not null; found = found.BaseType)
        {
            if (found.GetCustomAttribute<JsonPolymorphicAttribute>(inherit: false) is not null) return found;
        }

        return null;
    }

    private static string NameOf(Type kind, Type of) => (string)KindsOf(of).Single(other => other.DerivedType == kind).TypeDiscriminator!;

    private static IEnumerable<JsonDerivedTypeAttribute> KindsOf(Type type) => type.GetCustomAttributes<JsonDerivedTypeAttribute>(inherit: false);
}
