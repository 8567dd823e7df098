using TrainingService.Compute.Graphs;

namespace TrainingService.Compute.Cpu.Packing;

/// <summary>
/// Weights from which a product cuts its panels itself, one after the other. In training they change with each step: packing all of them would write and read memory twice
/// for what is read once.
/// </summary>
/// <param name="Address">The first weight.</param>
/// <param name="Stride">Floats from one row to the next.</param>
/// <param name="IsTransposed">Whether the matrix's rows are the product's columns.</param>
internal readonly record struct PanelSource(nint Address, int Stride, bool IsTransposed)
{
    // Small weights stay in the caches when they are packed, and several chunks can share the copy.
    private const int FewestWeights = 128 * 1024;

    /// <summary>Whether a weight matrix is read so.</summary>
    public static bool Suits(Graph graph, Value weights) => !graph.HasFixedWeights && (long)weights.Shape[0] * weights.Shape[1] >= FewestWeights;
}
