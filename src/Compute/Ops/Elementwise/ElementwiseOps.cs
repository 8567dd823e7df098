using TrainingService.Compute.Graphs;

namespace TrainingService.Compute.Ops.Elementwise;

/// <summary>y = a + b. Inputs: a, b of one shape. Outputs: y. Skip connections, and gradients of values used twice.</summary>
public sealed record AddOp : Op
{
    /// <inheritdoc/>
    public override bool MayOverwriteInput => true;
}

/// <summary>The same values in another shape, row-major. Inputs: x. Outputs: y, which shares x's memory when x has no halo.</summary>
public sealed record ReshapeOp : Op;

/// <summary>A copy, into another layout: put in by layout assignment where one consumer needs a halo that another can't take. Inputs: x. Outputs: y.</summary>
public sealed record CopyOp : Op;
