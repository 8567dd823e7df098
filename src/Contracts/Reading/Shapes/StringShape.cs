using System.Text.Json;
using System.Text.RegularExpressions;
using TrainingService.Contracts.Validation;

namespace TrainingService.Contracts.Reading.Shapes;

/// <summary>A text with a length and, if one is given, a pattern. Control characters are refused: databases and logs choke on them.</summary>
internal sealed class StringShape(int shortest, int longest, string? pattern) : ValueShape
{
    /// <summary>For texts whose type sets no limit.</summary>
    public const int DefaultLongest = 1000;

    private readonly Regex? regex = pattern is null ? null : new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);

    public override string Expected { get; } = pattern is not null ? $"a string that matches {pattern}"
        : shortest > 0 ? $"a string of {shortest} to {longest} characters"
        : $"a string of at most {longest} characters";

    public override object? Read(JsonElement json, JsonPointer at, ErrorList errors)
    {
        if (json.ValueKind != JsonValueKind.String)
        {
            errors.AddWrongType(at, json, Expected);
            return null;
        }

        var text = json.GetString()!;
        if (text.Length < shortest || text.Length > longest)
        {
            errors.Add(() => new SpecError(at.ToString(), "wrong_length", $"{at.Label} is {Shown.Of(json)}, {text.Length} characters long.", Expected));
            return null;
        }

        if (text.Any(char.IsControl))
        {
            errors.Add(() => new SpecError(at.ToString(), "wrong_format", $"{at.Label} is {Shown.Of(json)}; it holds a control character.", Expected));
            return null;
        }

        if (regex is null || regex.IsMatch(text)) return text;
        errors.Add(() => new SpecError(at.ToString(), "wrong_format", $"{at.Label} is {Shown.Of(json)}.", Expected));
        return null;
    }
}
