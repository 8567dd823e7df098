using System.Text.Json;
using TrainingService.Contracts.Reading.Names;
using TrainingService.Contracts.Validation;

namespace TrainingService.Contracts.Reading.Shapes;

/// <summary>One of an enum's names in snake_case.</summary>
internal sealed class EnumShape : ValueShape
{
    private readonly Type type;
    private readonly Dictionary<string, object> values;

    public EnumShape(Type type)
    {
        this.type = type;
        values = Enum.GetValues(type).Cast<object>().ToDictionary(value => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()!), StringComparer.Ordinal);
        Expected = "one of " + string.Join(", ", values.Keys.Select(name => $"\"{name}\""));
    }

    public override string Expected { get; }

    public override object? Read(JsonElement json, JsonPointer at, ErrorList errors)
    {
        if (json.ValueKind != JsonValueKind.String)
        {
            errors.AddWrongType(at, json, Expected);
            return null;
        }

        var given = json.GetString()!;
        if (values.TryGetValue(given, out var value)) return value;
        errors.Add(() =>
        {
            var why = Explanations.Of(type, given);
            var meant = why is null ? Suggest.Synonym(given, values.Keys) ?? Suggest.Nearest(given, values.Keys) : null;
            return new SpecError(at.ToString(), "unknown_value", $"{at.Label} is {Shown.Of(json)}.{(why is null ? "" : " " + why)}", Expected, meant);
        });
        return null;
    }
}
