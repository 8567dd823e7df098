using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TrainingService.Contracts.Reading.Shapes;

/// <summary>Makes shapes from the record types and their attributes, so that a new layer is readable the moment its record exists.</summary>
internal sealed class SpecShapes
{
    private readonly Dictionary<Type, ValueShape> known = [];
    private readonly NullabilityInfoContext nullability = new();

    private SpecShapes() { }

    /// <summary>The shape of a record and of all it holds.</summary>
    public static RecordShape Of<T>()
    {
        var root = new SpecShapes().Record(typeof(T), discriminator: null);
        MemberPaths.Connect(root);
        return root;
    }

    private ValueShape Shape(Type type, MemberInfo member)
    {
        var range = member.GetCustomAttribute<RangeAttribute>();
        if (type == typeof(bool)) return new BooleanShape();
        if (type == typeof(int)) return new IntegerShape(type, Bound(range?.Minimum, (long)int.MinValue), Bound(range?.Maximum, (long)int.MaxValue));
        if (type == typeof(long)) return new IntegerShape(type, Bound(range?.Minimum, long.MinValue), Bound(range?.Maximum, long.MaxValue));
        if (type == typeof(double)) return new NumberShape(Bound(range?.Minimum, double.MinValue), Bound(range?.Maximum, double.MaxValue));
        if (type == typeof(string)) return Text(member);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>)) return List(type.GetGenericArguments()[0], member);
        if (known.TryGetValue(type, out var shape)) return shape;
        return known[type] = Plain(type);
    }

    /// <summary>Shapes that depend on the type alone.</summary>
    private ValueShape Plain(Type type)
    {
        if (type.IsEnum) return new EnumShape(type);
        if (type.IsDefined(typeof(JsonConverterAttribute))) return new ConvertedShape(type);
        return type.IsDefined(typeof(JsonPolymorphicAttribute)) ? Union(type) : Record(type, discriminator: null);
    }

    private static StringShape Text(MemberInfo member)
    {
        var length = member.GetCustomAttribute<StringLengthAttribute>();
        var isItem = member is PropertyInfo property && property.PropertyType != typeof(string);
        return new StringShape(
            length?.MinimumLength ?? (isItem ? 1 : 0),
            length?.MaximumLength ?? StringShape.DefaultLongest,
            member.GetCustomAttribute<RegularExpressionAttribute>()?.Pattern);
    }

    private ListShape List(Type element, MemberInfo member) => new(
        element,
        Shape(element, member),
        member.GetCustomAttribute<MinLengthAttribute>()?.Length ?? 0,
        member.GetCustomAttribute<MaxLengthAttribute>()?.Length ?? ListShape.DefaultMost);

    private UnionShape Union(Type type)
    {
        var discriminator = type.GetCustomAttribute<JsonPolymorphicAttribute>()!.TypeDiscriminatorPropertyName ?? "$type";
        var derived = type.GetCustomAttributes<JsonDerivedTypeAttribute>()
            .ToDictionary(choice => (string)choice.TypeDiscriminator!, choice => Record(choice.DerivedType, discriminator), StringComparer.Ordinal);
        return new UnionShape(type, discriminator, derived);
    }

    private RecordShape Record(Type type, string? discriminator) => new(
        type,
        [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite).Select(Member)],
        discriminator);

    private MemberShape Member(PropertyInfo property)
    {
        var underlying = Nullable.GetUnderlyingType(property.PropertyType);
        return new MemberShape(
            JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name),
            property,
            Shape(underlying ?? property.PropertyType, property),
            property.IsDefined(typeof(RequiredMemberAttribute)),
            underlying is not null || nullability.Create(property).WriteState == NullabilityState.Nullable);
    }

    private static T Bound<T>(object? attribute, T none) => attribute is null ? none : (T)Convert.ChangeType(attribute, typeof(T), CultureInfo.InvariantCulture);
}
