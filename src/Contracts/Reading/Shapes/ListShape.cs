using System.Text.Json;
using TrainingService.Contracts.Validation;

namespace TrainingService.Contracts.Reading.Shapes;

/// <summary>An array. Entries that can't be read are null where they are polymorphic objects, so that the others keep their places; else they are left out.</summary>
internal sealed class ListShape(Type elementType, ValueShape element, int fewest, int most) : ValueShape
{
    /// <summary>For lists whose type sets no limit.</summary>
    public const int DefaultMost = 10_000;

    public ValueShape Element => element;

    public override string Expected => (fewest, most) switch
    {
        (0, _) => $"an array of at most {most}, each {element.Expected}",
        _ => $"an array of {fewest} to {most}, each {element.Expected}",
    };

    public override object? Read(JsonElement json, JsonPointer at, ErrorList errors)
    {
        if (json.ValueKind != JsonValueKind.Array)
        {
            errors.AddWrongType(at, json, Expected);
            return null;
        }

        var length = json.GetArrayLength();
        if (length < fewest || length > most)
        {
            errors.Add(() => new SpecError(at.ToString(), "wrong_length", $"{at.Label} has {length} entries.", $"{fewest} to {most} entries"));
        }

        var keepsPlaces = element is UnionShape;
        var read = new List<object?>();
        foreach (var item in json.EnumerateArray().Take(most))
        {
            read.Add(errors.IsHopeless ? null : element.Read(item, at.To(read.Count), errors));
        }

        var kept = keepsPlaces ? read : read.FindAll(value => value is not null);
        var list = Array.CreateInstance(elementType, kept.Count);
        for (var i = 0; i < kept.Count; i++) list.SetValue(kept[i], i);
        return list;
    }
}
