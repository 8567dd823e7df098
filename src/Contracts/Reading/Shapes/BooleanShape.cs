using System.Text.Json;

namespace TrainingService.Contracts.Reading.Shapes;

/// <summary>true or false.</summary>
internal sealed class BooleanShape : ValueShape
{
    public override string Expected => "true or false";

    public override object? Read(JsonElement json, JsonPointer at, ErrorList errors)
    {
        if (json.ValueKind is JsonValueKind.True or JsonValueKind.False) return json.GetBoolean();
        errors.AddWrongType(at, json, Expected);
        return null;
    }
}
