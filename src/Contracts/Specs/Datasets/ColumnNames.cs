using System.Text.Json.Serialization;
using TrainingService.Contracts.Json;

namespace TrainingService.Contracts.Specs.Datasets;

/// <summary>One or several columns: on the wire a name, or an array of names.</summary>
/// <param name="Names">The names, at least one.</param>
[JsonConverter(typeof(ColumnNamesConverter))]
public sealed record ColumnNames(IReadOnlyList<string> Names)
{
    /// <summary>Most names in a list.</summary>
    public const int Most = 10_000;

    /// <summary>Longest name.</summary>
    public const int LongestName = 200;

    /// <summary>One column.</summary>
    public static ColumnNames Of(params string[] names) => new(names);

    /// <inheritdoc/>
    public bool Equals(ColumnNames? other) => other is not null && Names.SequenceEqual(other.Names, StringComparer.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => Names.Aggregate(0, (hash, name) => HashCode.Combine(hash, StringComparer.Ordinal.GetHashCode(name)));
}
