using System.Text.Json.Serialization;
using TrainingService.Contracts.Json;

namespace TrainingService.Contracts.Specs;

/// <summary>Rows per training step: on the wire an integer ≥ 1, or "full" for the whole training part.</summary>
/// <param name="Rows">The number of rows, or null for the whole training part.</param>
[JsonConverter(typeof(BatchSizeConverter))]
public readonly record struct BatchSize(int? Rows)
{
    /// <summary>The largest batch that may be asked for by number.</summary>
    public const int MaxRows = 1 << 20;

    /// <summary>The whole training part at once.</summary>
    public static BatchSize Full => new(null);

    /// <summary>Whether the whole training part is one batch.</summary>
    public bool IsFull => Rows is null;
}
