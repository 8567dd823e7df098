using TrainingService.Compute.Graphs;

namespace TrainingService.Kernels;

/// <summary>An operand.</summary>
/// <param name="Shape">Its sizes.</param>
/// <param name="IsParameter">Whether it is a weight, which kernels may read from a packed copy.</param>
/// <param name="Limit">Above 0 for whole numbers below that.</param>
internal sealed record Operand(Shape Shape, bool IsParameter = false, int Limit = 0);

/// <summary>A kernel to be timed.</summary>
/// <param name="Name">Family and sizes.</param>
/// <param name="Op">What it does.</param>
/// <param name="Inputs">In the op's order.</param>
/// <param name="Outputs">In the op's order.</param>
/// <param name="Flops">Multiplications and additions; 0 where memory alone is the roof.</param>
internal sealed record KernelCase(string Name, Op Op, IReadOnlyList<Operand> Inputs, IReadOnlyList<Shape> Outputs, long Flops)
{
    /// <summary>Takes the number of operations from the op.</summary>
    public KernelCase(string name, Op op, IReadOnlyList<Operand> inputs, IReadOnlyList<Shape> outputs)
        : this(name, op, inputs, outputs, op.Flops([.. inputs.Select(input => input.Shape)], outputs))
    {
    }

    /// <summary>Bytes that must be read or written at least once.</summary>
    public long Bytes => sizeof(float) * (Inputs.Sum(input => input.Shape.Count) + Outputs.Sum(output => output.Count));
}
