using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using TrainingService.Contracts.Specs;

namespace TrainingService.Reference.Tests.Pages;

/// <summary>The types a spec is made of, found from <see cref="RunSpec"/> by following its members.</summary>
internal static class SpecTypes
{
    /// <summary>Every type of Contracts that a spec can hold, in the order in which they are met.</summary>
    public static IReadOnlyList<Type> All { get; } = Reachable();

    /// <summary>Bases whose `type` names which of their kinds is meant.</summary>
    public static IEnumerable<Type> Unions => All.Where(IsUnion);

    /// <summary>Sets of names.</summary>
    public static IEnumerable<Type> Enums => All.Where(type => type.IsEnum);

    /// <summary>Records that are no kind of anything.</summary>
    public static IEnumerable<Type> Records => All.Where(type => IsRecord(type) && !IsUnion(type) && UnionOf(type) is null);

    public static bool IsUnion(Type type) => type.IsDefined(typeof(JsonPolymorphicAttribute), inherit: false);

    /// <summary>The base that a type is a kind of, or null.</summary>
    public static Type? UnionOf(Type type) => type.BaseType is { } parent && parent != typeof(object) ? IsUnion(parent) ? parent : UnionOf(parent) : null;

    /// <summary>The kinds of a base with their names in specs, in the order of the attributes.</summary>
    public static IReadOnlyList<(string Name, Type Type)> KindsOf(Type union) =>
        [.. union.GetCustomAttributes<JsonDerivedTypeAttribute>(inherit: false).Select(kind => ((string)kind.TypeDiscriminator!, kind.DerivedType))];

    /// <summary>A record's members as the spec reader sees them: its own first, then those it shares with its kin.</summary>
    public static IEnumerable<PropertyInfo> MembersOf(Type type) => type
        .GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite)
        .OrderBy(property => property.DeclaringType == type ? 0 : 1);

    public static string NameOf(MemberInfo member) => JsonNamingPolicy.SnakeCaseLower.ConvertName(member.Name);

    public static Type? ElementOf(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? type.GetGenericArguments()[0] : null;

    private static bool IsRecord(Type type) => type is { IsEnum: false, IsValueType: false } && !type.IsDefined(typeof(JsonConverterAttribute));

    private static List<Type> Reachable()
    {
        var found = new List<Type>();
        void Visit(Type type)
        {
            type = Nullable.GetUnderlyingType(type) ?? type;
            if (ElementOf(type) is { } element)
            {
                Visit(element);
                return;
            }

            if (type.Assembly != typeof(RunSpec).Assembly || found.Contains(type)) return;
            found.Add(type);
            foreach (var (_, kind) in KindsOf(type)) Visit(kind);
            if (!IsRecord(type)) return;
            foreach (var member in MembersOf(type)) Visit(member.PropertyType);
        }

        Visit(typeof(RunSpec));
        return found;
    }
}
