using System.Text.Json;
using TrainingService.Contracts.Reading.Names;
using TrainingService.Contracts.Validation;

namespace TrainingService.Contracts.Reading.Shapes;

/// <summary>An object with named members.</summary>
internal sealed class RecordShape(Type type, IReadOnlyList<MemberShape> members, string? discriminator) : ValueShape
{
    /// <summary>No record has nearly as many members; more are a mistake or an attack, and are not looked at.</summary>
    private const int MostMembers = 256;

    private readonly Dictionary<string, MemberShape> byName = members.ToDictionary(member => member.Name, StringComparer.Ordinal);
    private readonly string[] allowed = [.. (discriminator is null ? [] : new[] { discriminator }), .. members.Select(member => member.Name)];

    public IReadOnlyList<MemberShape> Members => members;

    public bool HasRequiredMembers => members.Any(member => member.IsRequired);

    public override string Expected => "an object";

    /// <summary>Where members of this name belong that are not this record's, or null.</summary>
    public Func<string, string?> Elsewhere { get; set; } = _ => null;

    public override object? Read(JsonElement json, JsonPointer at, ErrorList errors)
    {
        if (json.ValueKind == JsonValueKind.Object) return ReadMembers(json, at, errors);
        errors.AddWrongType(at, json, Expected);
        return null;
    }

    /// <summary>The record with all its defaults; required members are errors.</summary>
    public object ReadEmpty(JsonPointer at, ErrorList errors)
    {
        AddMissing(at, [], errors);
        return Activator.CreateInstance(type)!;
    }

    private object ReadMembers(JsonElement json, JsonPointer at, ErrorList errors)
    {
        var record = Activator.CreateInstance(type)!;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var count = json.GetPropertyCount();
        if (count > MostMembers)
        {
            errors.Add(() => new SpecError(at.ToString(), "too_many_members", $"{at.Label} has {count} members; only the first {MostMembers} were looked at.", OneOfNames()));
        }

        foreach (var property in json.EnumerateObject().Take(MostMembers))
        {
            var name = property.Name;
            var place = at.To(name);
            if (!seen.Add(name))
            {
                errors.Add(() => new SpecError(place.ToString(), "duplicate_member", $"{place.Label} is there more than once.", "each member once"));
            }
            else if (byName.TryGetValue(name, out var member)) ReadMember(record, member, property.Value, place, errors);
            else if (name != discriminator) AddUnknown(name, place, seen, errors);
        }

        AddMissing(at, seen, errors);
        return record;
    }

    private static void ReadMember(object record, MemberShape member, JsonElement json, JsonPointer at, ErrorList errors)
    {
        if (json.ValueKind == JsonValueKind.Null)
        {
            if (!member.MayBeNull) errors.AddWrongType(at, json, member.IsRequired ? member.Value.Expected : $"{member.Value.Expected}; leave it out for the default");
            return;
        }

        if (member.Value.Read(json, at, errors) is { } value) member.Property.SetValue(record, value);
    }

    private void AddUnknown(string name, JsonPointer at, HashSet<string> seen, ErrorList errors)
    {
        if (errors.IsFull)
        {
            errors.AddUnlisted();
            return;
        }

        var meant = Suggest.Synonym(name, allowed);
        var elsewhere = meant is null ? Elsewhere(name) : null;
        meant ??= elsewhere ?? Suggest.Nearest(name, allowed);
        var detail = elsewhere is null ? $"{at.Label} is not a member here." : $"{at.Label} is not a member here; it is {elsewhere}.";
        errors.Add(() => new SpecError(at.ToString(), "unknown_member", detail, OneOfNames(), meant));

        // A misspelt required member is one mistake, not two.
        if (meant is not null) seen.Add(meant);
    }

    private void AddMissing(JsonPointer at, HashSet<string> seen, ErrorList errors)
    {
        foreach (var member in members)
        {
            if (!member.IsRequired || seen.Contains(member.Name)) continue;
            errors.Add(() => new SpecError(at.To(member.Name).ToString(), "missing", $"{member.Name} is missing in {at.Label}.", member.Value.Expected));
        }
    }

    private string OneOfNames() => allowed.Length == 0 ? "no members" : "one of " + string.Join(", ", allowed);
}
