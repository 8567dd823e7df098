using System.Reflection;

namespace TrainingService.Contracts.Reading.Shapes;

/// <summary>One member of a record.</summary>
/// <param name="Name">Its name in JSON.</param>
/// <param name="Property">Where its value goes.</param>
/// <param name="Value">What it may hold.</param>
/// <param name="IsRequired">Whether it must be there.</param>
/// <param name="MayBeNull">Whether null is allowed, meaning the same as leaving it out.</param>
internal sealed record MemberShape(string Name, PropertyInfo Property, ValueShape Value, bool IsRequired, bool MayBeNull);
