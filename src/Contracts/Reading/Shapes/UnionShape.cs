using System.Text.Json;
using TrainingService.Contracts.Reading.Names;
using TrainingService.Contracts.Validation;

namespace TrainingService.Contracts.Reading.Shapes;

/// <summary>An object whose `type` says which record it is, or that name alone. Null when anything in it is wrong: half a layer has no shape.</summary>
internal sealed class UnionShape(Type baseType, string discriminator, IReadOnlyDictionary<string, RecordShape> derived) : ValueShape
{
    private readonly string[] names = [.. derived.Keys];
    private readonly string article = "AEIOU".Contains(Noun(baseType)[0], StringComparison.OrdinalIgnoreCase) ? "an" : "a";

    public IEnumerable<RecordShape> Derived => derived.Values;

    public override string Expected => $"{article} {Noun(baseType)}: an object with \"{discriminator}\", or the name alone";

    private string OneOfNames => "one of " + string.Join(", ", names);

    public override object? Read(JsonElement json, JsonPointer at, ErrorList errors)
    {
        var before = errors.Count;
        var value = json.ValueKind switch
        {
            JsonValueKind.String => Find(json, at, errors)?.ReadEmpty(at, errors),
            JsonValueKind.Object => ReadObject(json, at, errors),
            _ => WrongType(json, at, errors),
        };
        return errors.Count == before ? value : null;
    }

    private object? WrongType(JsonElement json, JsonPointer at, ErrorList errors)
    {
        errors.AddWrongType(at, json, Expected);
        return null;
    }

    private object? ReadObject(JsonElement json, JsonPointer at, ErrorList errors)
    {
        if (!json.TryGetProperty(discriminator, out var type))
        {
            errors.Add(() => new SpecError(at.To(discriminator).ToString(), "missing", Missing(json, at), OneOfNames));
            return null;
        }

        var place = at.To(discriminator);
        if (type.ValueKind == JsonValueKind.String) return Find(type, place, errors)?.Read(json, at, errors);
        errors.AddWrongType(place, type, OneOfNames);
        return null;
    }

    private string Missing(JsonElement json, JsonPointer at)
    {
        var other = json.EnumerateObject().Take(16).Select(member => member.Name).FirstOrDefault(name => Suggest.Synonym(name, [discriminator]) is not null);
        var instead = other is null ? "" : $" It has \"{Shown.Cut(other, 20)}\" instead.";
        return $"{at.Label} does not say which {Noun(baseType)} it is: \"{discriminator}\" is missing.{instead}";
    }

    private RecordShape? Find(JsonElement json, JsonPointer at, ErrorList errors)
    {
        var given = json.GetString()!;
        if (derived.TryGetValue(given, out var shape)) return shape;
        errors.Add(() =>
        {
            var why = Explanations.Of(baseType, given);
            var meant = why is null ? Suggest.Synonym(given, names) ?? Suggest.Nearest(given, names) : null;
            return new SpecError(at.ToString(), "unknown_type", $"There is no {Noun(baseType)} {Shown.Of(json)}.{(why is null ? "" : " " + why)}", OneOfNames, meant);
        });
        return null;
    }

    /// <summary>`LayerSpec` is a layer, `LossSpec` a loss.</summary>
    private static string Noun(Type type) => type.Name.Replace("Spec", "", StringComparison.Ordinal).ToLowerInvariant();
}
