using System.Text.Json.Serialization;
using TrainingService.Contracts.Json;

namespace TrainingService.Contracts.Specs.Losses;

/// <summary>Factors of rows' losses by class: on the wire an array of one positive number per class, or "balanced".</summary>
/// <param name="Values">The factors, or null for balanced.</param>
[JsonConverter(typeof(ClassWeightsConverter))]
public readonly record struct ClassWeights(IReadOnlyList<double>? Values)
{
    /// <summary>From the rows trained on: rows / (classes · rows of the class).</summary>
    public static ClassWeights Balanced => new(null);

    /// <inheritdoc/>
    public bool Equals(ClassWeights other) => Values is null ? other.Values is null : other.Values is not null && Values.SequenceEqual(other.Values);

    /// <inheritdoc/>
    public override int GetHashCode() => Values is null ? 0 : Values.Aggregate(1, HashCode.Combine);
}
