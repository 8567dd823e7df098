using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using TrainingService.Contracts.Json;

namespace TrainingService.Reference.Tests.Pages;

/// <summary>What a member may hold and what it holds when it is left out, in words.</summary>
internal static class Values
{
    private static readonly JsonSerializerOptions Compact = new(ContractsJson.Options) { WriteIndented = false };

    /// <summary>Type and range.</summary>
    public static string Kind(PropertyInfo member) => Kind(member.PropertyType, member);

    /// <summary>The default as JSON, `required`, or nothing when the comment says what happens.</summary>
    public static string Default(PropertyInfo member, object? sample)
    {
        if (member.IsDefined(typeof(RequiredMemberAttribute))) return "required";
        var value = member.GetCustomAttribute<DefaultValueAttribute>()?.Value ?? (sample is null ? null : member.GetValue(sample));
        return value is null ? "" : SpecTypes.UnionOf(value.GetType()) is { } union ? $"`{OfUnion(value, union)}`"
            : value.GetType().Assembly == typeof(ContractsJson).Assembly && SpecTypes.Records.Contains(value.GetType()) ? "its defaults"
            : $"`{JsonSerializer.Serialize(value, value.GetType(), Compact)}`";
    }

    /// <summary>The name alone when all members have their defaults.</summary>
    private static string OfUnion(object value, Type union)
    {
        var name = SpecTypes.KindsOf(union).First(kind => kind.Type == value.GetType()).Name;
        return value.Equals(Activator.CreateInstance(value.GetType())) ? $"\"{name}\"" : JsonSerializer.Serialize(value, union, Compact);
    }

    private static string Kind(Type type, PropertyInfo member)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (SpecTypes.ElementOf(type) is { } element) return $"list{Count(member)}: {Kind(element, member)}";
        var range = member.GetCustomAttribute<RangeAttribute>();
        if (type == typeof(bool)) return "true or false";
        if (type == typeof(int) || type == typeof(long)) return "integer" + Between(range);
        if (type == typeof(double)) return "number" + Between(range);
        if (type == typeof(string)) return Text(member);
        if (type.IsEnum) return ReferencePages.LinkTo(type) ?? string.Join(", ", Enum.GetNames(type).Select(name => $"`{JsonNamingPolicy.SnakeCaseLower.ConvertName(name)}`"));
        if (type.IsDefined(typeof(JsonConverterAttribute))) return Converted(type);
        return ReferencePages.LinkTo(type) ?? "object";
    }

    private static string Between(RangeAttribute? range) => range is null ? "" : $", {Shown(range.Minimum)} to {Shown(range.Maximum)}";

    private static string Shown(object bound) => Convert.ToString(bound, CultureInfo.InvariantCulture)!;

    private static string Count(PropertyInfo member)
    {
        var (fewest, most) = (member.GetCustomAttribute<MinLengthAttribute>()?.Length ?? 0, member.GetCustomAttribute<MaxLengthAttribute>()?.Length);
        return most is null ? "" : fewest == 0 ? $" of at most {most}" : $" of {fewest} to {most}";
    }

    private static string Text(PropertyInfo member)
    {
        var pattern = member.GetCustomAttribute<RegularExpressionAttribute>()?.Pattern;
        var length = member.GetCustomAttribute<StringLengthAttribute>();
        return pattern is not null ? $"text like `{pattern}`" : length is not null ? $"text of {length.MinimumLength} to {length.MaximumLength} characters" : "text";
    }

    /// <summary>Types with a converter of their own say what they take when they are given what they surely do not.</summary>
    private static string Converted(Type type)
    {
        try
        {
            JsonSerializer.Deserialize("{}", type, ContractsJson.Options);
            return "object";
        }
        catch (JsonException exception)
        {
            return exception.Message.Replace("expected ", "", StringComparison.Ordinal);
        }
    }
}
