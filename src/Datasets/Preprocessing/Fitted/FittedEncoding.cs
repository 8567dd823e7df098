using System.Text.Json.Serialization;

namespace TrainingService.Datasets.Preprocessing.Fitted;

/// <summary>What a category becomes, with the categories learned.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(FittedOneHot), "one_hot")]
[JsonDerivedType(typeof(FittedOrdinal), "ordinal")]
[JsonDerivedType(typeof(FittedMultiLabel), "multi_label")]
public abstract record FittedEncoding
{
    /// <summary>Numbers a category becomes.</summary>
    [JsonIgnore]
    public abstract int Width { get; }

    /// <summary>Names of those numbers.</summary>
    public abstract IEnumerable<string> Names(string column);

    /// <summary>What each name of a dictionary becomes: for each the places to set, and to what.</summary>
    internal abstract Func<string?, IReadOnlyList<(int Place, double Value)>> Table();
}

/// <summary>One number per category.</summary>
/// <param name="Categories">The categories, in the order of the numbers.</param>
/// <param name="Missing">Whether a number for missing values follows.</param>
/// <param name="Others">Whether a number for rarer categories follows.</param>
public sealed record FittedOneHot(IReadOnlyList<string> Categories, bool Missing, bool Others) : FittedEncoding
{
    /// <inheritdoc/>
    public override int Width => Categories.Count + (Missing ? 1 : 0) + (Others ? 1 : 0);

    /// <inheritdoc/>
    public override IEnumerable<string> Names(string column)
    {
        foreach (var category in Categories) yield return $"{column}={category}";
        if (Missing) yield return $"{column} missing";
        if (Others) yield return $"{column} other";
    }

    internal override Func<string?, IReadOnlyList<(int Place, double Value)>> Table()
    {
        var places = Categories.Select((name, i) => (name, i)).ToDictionary(pair => pair.name, pair => pair.i, StringComparer.Ordinal);
        return name =>
        {
            if (name is null) return Missing ? [(Categories.Count, 1)] : [];
            if (places.TryGetValue(name, out var place)) return [(place, 1)];
            return Others ? [(Width - 1, 1)] : [];
        };
    }
}

/// <summary>The category's number from 1; 0 for a missing or unknown one.</summary>
/// <param name="Categories">The categories in order.</param>
public sealed record FittedOrdinal(IReadOnlyList<string> Categories) : FittedEncoding
{
    /// <inheritdoc/>
    public override int Width => 1;

    /// <inheritdoc/>
    public override IEnumerable<string> Names(string column) => [column];

    internal override Func<string?, IReadOnlyList<(int Place, double Value)>> Table()
    {
        var places = Categories.Select((name, i) => (name, i)).ToDictionary(pair => pair.name, pair => pair.i, StringComparer.Ordinal);
        return name => [(0, name is not null && places.TryGetValue(name, out var place) ? place + 1 : 0)];
    }
}

/// <summary>One number per label of a list.</summary>
/// <param name="Labels">The labels, in the order of the numbers.</param>
/// <param name="Separator">What parts them in the text.</param>
public sealed record FittedMultiLabel(IReadOnlyList<string> Labels, string Separator) : FittedEncoding
{
    /// <inheritdoc/>
    public override int Width => Labels.Count;

    /// <inheritdoc/>
    public override IEnumerable<string> Names(string column) => Labels;

    /// <summary>The labels of a text.</summary>
    public static IEnumerable<string> Split(string? text, string separator) =>
        text is null ? [] : text.Split(separator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.Ordinal);

    internal override Func<string?, IReadOnlyList<(int Place, double Value)>> Table()
    {
        var places = Labels.Select((name, i) => (name, i)).ToDictionary(pair => pair.name, pair => pair.i, StringComparer.Ordinal);
        return text => [.. Split(text, Separator).Where(places.ContainsKey).Select(label => (places[label], 1.0))];
    }
}
