using System.Text.Json;
using System.Text.RegularExpressions;

namespace TrainingService.Api.Tests.Specs;

/// <summary>Validates JSON against a schema of draft 2020-12: the keywords that ours uses; any other one is an error of the test.</summary>
internal sealed class SchemaCheck(JsonElement root)
{
    private static readonly HashSet<string> Annotations = ["$schema", "$defs", "title", "description", "default", "format", "deprecated", "examples", "readOnly"];

    /// <summary>Whether the value is valid.</summary>
    public bool Accepts(JsonElement value) => Accepts(root, value);

    private bool Accepts(JsonElement schema, JsonElement value) => schema.EnumerateObject().All(keyword => Holds(schema, keyword.Name, keyword.Value, value));

    private bool Holds(JsonElement schema, string keyword, JsonElement rule, JsonElement value) => keyword switch
    {
        "$ref" => Accepts(root.GetProperty("$defs").GetProperty(rule.GetString()!["#/$defs/".Length..]), value),
        "type" => rule.ValueKind == JsonValueKind.Array ? rule.EnumerateArray().Any(type => IsOf(type.GetString()!, value)) : IsOf(rule.GetString()!, value),
        "enum" => rule.EnumerateArray().Any(one => JsonElement.DeepEquals(one, value)),
        "const" => JsonElement.DeepEquals(rule, value),
        "oneOf" => rule.EnumerateArray().Count(one => Accepts(one, value)) == 1,
        "anyOf" => rule.EnumerateArray().Any(one => Accepts(one, value)),
        "allOf" => rule.EnumerateArray().All(one => Accepts(one, value)),
        "required" => value.ValueKind != JsonValueKind.Object || rule.EnumerateArray().All(name => value.TryGetProperty(name.GetString()!, out _)),
        "properties" => value.ValueKind != JsonValueKind.Object
            || value.EnumerateObject().All(member => !rule.TryGetProperty(member.Name, out var its) || Accepts(its, member.Value)),
        "additionalProperties" => value.ValueKind != JsonValueKind.Object || Others(schema, value).All(member => rule.ValueKind switch
        {
            JsonValueKind.False => false,
            JsonValueKind.Object => Accepts(rule, member.Value),
            _ => true,
        }),
        "items" => value.ValueKind != JsonValueKind.Array || value.EnumerateArray().All(item => Accepts(rule, item)),
        "minItems" => value.ValueKind != JsonValueKind.Array || value.GetArrayLength() >= rule.GetInt32(),
        "maxItems" => value.ValueKind != JsonValueKind.Array || value.GetArrayLength() <= rule.GetInt32(),
        "minimum" => value.ValueKind != JsonValueKind.Number || value.GetDouble() >= rule.GetDouble(),
        "maximum" => value.ValueKind != JsonValueKind.Number || value.GetDouble() <= rule.GetDouble(),
        "minLength" => value.ValueKind != JsonValueKind.String || value.GetString()!.Length >= rule.GetInt32(),
        "maxLength" => value.ValueKind != JsonValueKind.String || value.GetString()!.Length <= rule.GetInt32(),
        "pattern" => value.ValueKind != JsonValueKind.String || Regex.IsMatch(value.GetString()!, rule.GetString()!),
        _ => Annotations.Contains(keyword) ? true : throw new NotSupportedException($"The keyword {keyword} is not known to this test."),
    };

    private static IEnumerable<JsonProperty> Others(JsonElement schema, JsonElement value) => value.EnumerateObject()
        .Where(member => !schema.TryGetProperty("properties", out var known) || !known.TryGetProperty(member.Name, out _));

    private static bool IsOf(string type, JsonElement value) => type switch
    {
        "null" => value.ValueKind == JsonValueKind.Null,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "string" => value.ValueKind == JsonValueKind.String,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && Math.Floor(value.GetDouble()) == value.GetDouble(),
        "array" => value.ValueKind == JsonValueKind.Array,
        _ => value.ValueKind == JsonValueKind.Object,
    };
}
