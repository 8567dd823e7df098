using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.Swagger;
using TrainingService.Api.OpenApi;
using TrainingService.Contracts.Specs;

namespace TrainingService.Api.Specs;

/// <summary>The spec's JSON Schema (draft 2020-12), taken from the API's description, whose schemas are of that dialect. Made at the first call.</summary>
internal sealed class SpecSchema(IServiceScopeFactory scopes)
{
    private const string Components = "#/components/schemas/";

    private readonly Lazy<Task<JsonNode>> schema = new(() => MakeAsync(scopes));

    /// <summary>Media type of JSON Schema.</summary>
    public const string MediaType = "application/schema+json";

    /// <summary>The schema.</summary>
    public Task<JsonNode> GetAsync() => schema.Value;

    private static async Task<JsonNode> MakeAsync(IServiceScopeFactory scopes)
    {
        await using var scope = scopes.CreateAsyncScope();
        var document = await scope.ServiceProvider.GetRequiredService<IAsyncSwaggerProvider>().GetSwaggerAsync(ApiDescription.Document);
        var all = JsonNode.Parse(await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1))!["components"]!["schemas"]!.AsObject();
        var definitions = new JsonObject();
        Collect(nameof(RunSpec), all, definitions);
        return new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "A TrainingService run",
            ["$ref"] = $"#/$defs/{nameof(RunSpec)}",
            ["$defs"] = definitions,
        };
    }

    private static void Collect(string name, JsonObject all, JsonObject definitions)
    {
        if (definitions.ContainsKey(name)) return;
        var definition = all[name]!.DeepClone();
        definitions[name] = definition;
        Redirect(definition, all, definitions);
    }

    /// <summary>Points references to the definitions, and brings those here that are pointed to.</summary>
    private static void Redirect(JsonNode? node, JsonObject all, JsonObject definitions)
    {
        switch (node)
        {
            case JsonObject members:
                // OpenAPI's hint for code generators; its mapping points to addresses of that document.
                members.Remove("discriminator");
                foreach (var (key, value) in members.ToList())
                {
                    if (key == "$ref" && value!.GetValue<string>() is var target && target.StartsWith(Components, StringComparison.Ordinal))
                    {
                        members[key] = "#/$defs/" + target[Components.Length..];
                        Collect(target[Components.Length..], all, definitions);
                    }
                    else if (key != "default")
                    {
                        Redirect(value, all, definitions);
                    }
                }

                break;
            case JsonArray items:
                foreach (var item in items) Redirect(item, all, definitions);
                break;
        }
    }
}
