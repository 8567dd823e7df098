using TrainingService.Compute.Graphs;

namespace TrainingService.Compute.Ops.Elementwise;

/// <summary>Functions of two values.</summary>
public enum CombineKind
{
    /// <summary>a + b.</summary>
    Add,

    /// <summary>a - b.</summary>
    Subtract,

    /// <summary>a · b.</summary>
    Multiply,

    /// <summary>The larger; b where one is NaN.</summary>
    Maximum,

    /// <summary>The smaller; b where one is NaN.</summary>
    Minimum,
}

/// <summary>
/// y = a ∘ b, value by value. A dimension of size 1 of one operand is repeated along the other's. Inputs: a, b of one rank. Outputs: y, each
/// dimension the larger of the two.
/// </summary>
public sealed record CombineOp(CombineKind Kind) : Op;

/// <summary>
/// The gradient of a maximum or minimum for one operand, before repeated dimensions are summed: dy where that operand was chosen, else 0; of equal
/// values the first operand was. Inputs: dy, a, b. Outputs: [as dy].
/// </summary>
/// <param name="Kind">Maximum or minimum.</param>
/// <param name="Operand">0 for a, 1 for b.</param>
public sealed record ChoiceGradientOp(CombineKind Kind, int Operand) : Op;

/// <summary>y = factor · x. Inputs: x. Outputs: y.</summary>
public sealed record ScaleOp(float Factor) : Op
{
    /// <inheritdoc/>
    public override bool MayOverwriteInput => true;
}

/// <summary>y = x repeated along the dimensions where x has size 1 and y has not. Inputs: x. Outputs: y, of the same rank.</summary>
public sealed record BroadcastOp : Op;

/// <summary>y = x summed over the dimensions where y has size 1 and x has not: the transpose of <see cref="BroadcastOp"/>. Inputs: x. Outputs: y.</summary>
public sealed record SumToOp : Op;
