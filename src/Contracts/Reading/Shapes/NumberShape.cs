using System.Globalization;
using System.Text.Json;
using TrainingService.Contracts.Validation;

namespace TrainingService.Contracts.Reading.Shapes;

/// <summary>A finite double in a range.</summary>
internal sealed class NumberShape(double min, double max) : ValueShape
{
    public override string Expected { get; } = min == double.MinValue && max == double.MaxValue
        ? "a finite number"
        : string.Create(CultureInfo.InvariantCulture, $"a number from {min} to {max}");

    public override object? Read(JsonElement json, JsonPointer at, ErrorList errors)
    {
        if (json.ValueKind != JsonValueKind.Number)
        {
            errors.AddWrongType(at, json, Expected);
            return null;
        }

        // Numbers beyond a double's range come out as infinities, which no range holds.
        if (json.TryGetDouble(out var value) && value >= min && value <= max) return value;
        errors.Add(() => new SpecError(at.ToString(), "out_of_range", $"{at.Label} is {Shown.Of(json)}.", Expected));
        return null;
    }
}
