using System.Text.Json;
using TrainingService.Contracts.Json;
using TrainingService.Contracts.Validation;

namespace TrainingService.Contracts.Reading.Shapes;

/// <summary>A value type with a JSON converter of its own, such as a size in one number or two. The converter knows the rule and words the error.</summary>
internal sealed class ConvertedShape(Type type) : ValueShape
{
    private const string Prefix = "expected ";

    /// <summary>What the converter says to something it surely does not take.</summary>
    public override string Expected { get; } = Rule(type);

    public override object? Read(JsonElement json, JsonPointer at, ErrorList errors)
    {
        try
        {
            return json.Deserialize(type, ContractsJson.Options);
        }
        catch (JsonException)
        {
            errors.Add(() => Describe(json, at, Expected));
            return null;
        }
    }

    private static string Rule(Type type)
    {
        try
        {
            JsonSerializer.Deserialize("{}", type, ContractsJson.Options);
            throw new InvalidOperationException($"{type.Name} is read from any JSON, so its rule is unknown.");
        }
        catch (JsonException exception)
        {
            return exception.Message.StartsWith(Prefix, StringComparison.Ordinal) ? exception.Message[Prefix.Length..] : exception.Message;
        }
    }

    /// <summary>How many numbers the converter takes in an array: as many as its rule names, such as [height, width].</summary>
    private static int EntriesOf(string expected)
    {
        var start = expected.IndexOf('[', StringComparison.Ordinal);
        return start < 0 ? 0 : expected[start..].Count(letter => letter == ',') + 1;
    }

    private static SpecError Describe(JsonElement json, JsonPointer at, string expected)
    {
        if (json.ValueKind == JsonValueKind.String)
        {
            // The quoted words in the converter's rule are the texts it takes.
            var words = expected.Split('"').Where((_, i) => i % 2 == 1).ToArray();
            var meant = Names.Suggest.Synonym(json.GetString()!, words) ?? Names.Suggest.Nearest(json.GetString()!, words);
            return new SpecError(at.ToString(), words.Length > 0 ? "unknown_value" : "wrong_type", $"{at.Label} is {Shown.Of(json)}.", expected, meant);
        }

        var isNumeric = json.ValueKind == JsonValueKind.Number
            || (json.ValueKind == JsonValueKind.Array && json.GetArrayLength() == EntriesOf(expected) && json.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Number));
        var value = json.ValueKind == JsonValueKind.Array && isNumeric ? Shown.Cut(json.GetRawText(), 60) : Shown.Of(json);
        return new SpecError(at.ToString(), isNumeric ? "out_of_range" : "wrong_type", $"{at.Label} is {value}.", expected);
    }
}
