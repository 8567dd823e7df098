using TrainingService.Compute.Graphs;

namespace TrainingService.Compute.Ops.Sequences;

/// <summary>The inputs side by side in the last dimension, which may differ between them. Inputs: x₁ [..., c₁], x₂ [..., c₂], … Outputs: y [..., Σ c].</summary>
public sealed record JoinColumnsOp : Op;

/// <summary>Some neighbours of the last dimension. Inputs: x [..., c]. Outputs: y [..., count].</summary>
/// <param name="First">The first one taken; as many as y has.</param>
public sealed record TakeColumnsOp(int First) : Op;

/// <summary>The gradient of <see cref="TakeColumnsOp"/>: dy in its place, zeros around it. Inputs: dy [..., count]. Outputs: dx [..., c].</summary>
public sealed record PlaceColumnsOp(int First) : Op;
