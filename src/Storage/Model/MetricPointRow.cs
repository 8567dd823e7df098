namespace TrainingService.Storage.Model;

/// <summary>
/// A row of `metric_points`. One per run, metric and epoch: when a run is taken up again, the points after its checkpoint go away at the
/// claim and come back as the new attempt reaches them.
/// </summary>
public sealed class MetricPointRow
{
    public Guid RunId { get; set; }

    public required string Name { get; set; }

    /// <summary>From 1.</summary>
    public int Epoch { get; set; }

    /// <summary>The event that brought it.</summary>
    public long Seq { get; set; }

    public long Step { get; set; }

    public DateTime At { get; set; }

    /// <summary>Null exactly when <see cref="NonFinite"/> is set: SQLite stores no NaN, and sorting or averaging one helps nobody.</summary>
    public double? Value { get; set; }

    /// <summary>What the value is when it is not a finite number.</summary>
    public NonFiniteKind? NonFinite { get; set; }

    /// <summary><see cref="NonFinite"/> as the column holds it.</summary>
    public string? NonFiniteWord => NonFinite is { } kind ? SnakeCase.Of(kind.ToString()) : null;

    /// <summary>The value as it was measured.</summary>
    public double Measured
    {
        get => NonFinite switch
        {
            null => Value ?? double.NaN,
            NonFiniteKind.Nan => double.NaN,
            NonFiniteKind.Infinity => double.PositiveInfinity,
            _ => double.NegativeInfinity,
        };
        set
        {
            Value = double.IsFinite(value) ? value : null;
            NonFinite = double.IsFinite(value) ? null
                : double.IsNaN(value) ? NonFiniteKind.Nan
                : value > 0 ? NonFiniteKind.Infinity
                : NonFiniteKind.NegativeInfinity;
        }
    }
}

/// <summary>The doubles that are not numbers.</summary>
public enum NonFiniteKind
{
    /// <summary>Not a number.</summary>
    Nan = 1,

    /// <summary>Positive infinity.</summary>
    Infinity = 2,

    /// <summary>Negative infinity.</summary>
    NegativeInfinity = 3,
}
