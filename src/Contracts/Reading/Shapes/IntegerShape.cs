using System.Globalization;
using System.Text.Json;
using TrainingService.Contracts.Json;
using TrainingService.Contracts.Validation;

namespace TrainingService.Contracts.Reading.Shapes;

/// <summary>A whole number in a range. 5.0 and 1e3 are whole numbers too: JSON has one kind of number.</summary>
/// <param name="type">int or long.</param>
/// <param name="min">The smallest allowed.</param>
/// <param name="max">The largest allowed.</param>
internal sealed class IntegerShape(Type type, long min, long max) : ValueShape
{
    public override string Expected { get; } = string.Create(CultureInfo.InvariantCulture, $"an integer from {min} to {max}");

    public override object? Read(JsonElement json, JsonPointer at, ErrorList errors)
    {
        if (json.ValueKind != JsonValueKind.Number)
        {
            errors.AddWrongType(at, json, Expected);
            return null;
        }

        if (ExactInteger.TryGet(json, out var value) && value >= min && value <= max) return Convert.ChangeType(value, type, CultureInfo.InvariantCulture);
        errors.Add(() => new SpecError(at.ToString(), "out_of_range", $"{at.Label} is {Shown.Of(json)}.", Expected));
        return null;
    }
}
