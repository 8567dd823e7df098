using TrainingService.Compute.Graphs;

namespace TrainingService.Compute.Ops.Elementwise;

/// <summary>The inputs one after the other along a dimension. Inputs: any number, equal in all other dimensions. Outputs: y.</summary>
/// <param name="Axis">The dimension, batch counted (so at least 1).</param>
public sealed record ConcatOp(int Axis) : Op;

/// <summary>A stretch of a dimension, as long as y's. Inputs: x. Outputs: y.</summary>
/// <param name="Axis">The dimension, batch counted.</param>
/// <param name="Start">Where in x the stretch begins.</param>
public sealed record SliceOp(int Axis, int Start) : Op;

/// <summary>Dimensions in another order: dimension i of y is dimension <paramref name="Order"/>[i] of x. Inputs: x. Outputs: y.</summary>
public sealed record PermuteOp(AxisOrder Order) : Op;

/// <summary>An order of up to 8 dimensions, equal by content.</summary>
public readonly record struct AxisOrder
{
    private readonly uint digits;

    /// <summary>The order in which dimension i comes from dimension axes[i].</summary>
    public AxisOrder(params ReadOnlySpan<int> axes)
    {
        Rank = axes.Length;
        for (var i = 0; i < axes.Length; i++) digits |= (uint)axes[i] << (4 * i);
    }

    /// <summary>Number of dimensions.</summary>
    public int Rank { get; }

    /// <summary>Where dimension i comes from.</summary>
    public int this[int i] => (int)(digits >> (4 * i)) & 15;

    /// <summary>The order that undoes this one.</summary>
    public AxisOrder Inverse
    {
        get
        {
            Span<int> axes = stackalloc int[Rank];
            for (var i = 0; i < Rank; i++) axes[this[i]] = i;
            return new AxisOrder(axes);
        }
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        var order = this;
        return $"[{string.Join(", ", Enumerable.Range(0, Rank).Select(i => order[i]))}]";
    }
}
