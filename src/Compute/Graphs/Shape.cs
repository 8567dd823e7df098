namespace TrainingService.Compute.Graphs;

/// <summary>The sizes of a value, batch first: [batch, features] or [batch, height, width, channels] (NHWC). Equal by content.</summary>
public sealed class Shape : IEquatable<Shape>
{
    private readonly int[] dimensions;

    /// <summary>A shape of the given sizes, each ≥ 1.</summary>
    public Shape(params ReadOnlySpan<int> dimensions) => this.dimensions = dimensions.ToArray();

    /// <summary>Number of dimensions.</summary>
    public int Rank => dimensions.Length;

    /// <summary>Number of values.</summary>
    public long Count => dimensions.Aggregate(1L, (product, size) => checked(product * size));

    /// <summary>The sizes.</summary>
    public ReadOnlySpan<int> Dimensions => dimensions;

    /// <summary>The size of one dimension.</summary>
    public int this[int axis] => dimensions[axis];

    /// <summary>The sizes without the batch.</summary>
    public IReadOnlyList<int> PerRow => dimensions[1..];

    /// <inheritdoc/>
    public bool Equals(Shape? other) => other is not null && dimensions.AsSpan().SequenceEqual(other.dimensions);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Shape);

    /// <inheritdoc/>
    public override int GetHashCode() => dimensions.Aggregate(dimensions.Length, HashCode.Combine);

    /// <inheritdoc/>
    public override string ToString() => $"[{string.Join(", ", dimensions)}]";
}
