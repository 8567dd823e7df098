using TrainingService.Compute.Graphs;

namespace TrainingService.Compute.Networks;

/// <summary>One output of a layer, or one input field: what another layer can read.</summary>
/// <param name="Shape">Shape of one row.</param>
/// <param name="Element">Numbers, or int32 tokens.</param>
/// <param name="Lengths">
/// The input field whose rows' real steps apply to the first dimension of <paramref name="Shape"/>; -1: every step is real; below: the layer that
/// computes them (see <see cref="LengthsOf"/>), having changed the number of steps.
/// </param>
public sealed record Port(IReadOnlyList<int> Shape, ElementType Element = ElementType.Float32, int Lengths = -1)
{
    /// <summary><see cref="Lengths"/> for lengths that a layer computes.</summary>
    public static int LengthsOf(int layer) => -2 - layer;
}

/// <summary>Names a port.</summary>
/// <param name="Layer">The layer; -1 for the data.</param>
/// <param name="Index">Which of the layer's outputs (0 is the main one), or which input field.</param>
public readonly record struct PortRef(int Layer, int Index)
{
    /// <summary>An input field.</summary>
    public static PortRef Field(int index) => new(-1, index);
}
