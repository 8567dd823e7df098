using TrainingService.Compute.Graphs;

namespace TrainingService.Compute.Ops.Sequences;

/// <summary>
/// Layer normalization of rows (Ba et al. 2016): x̂ = (x - mean) / √(variance + ε) over the last dimension, y = x̂ γ + β; variance with 1/c.
/// Inputs: x [rows, c], γ [c], β [c]. Outputs: y [rows, c]; and for the gradient mean and 1 / √(variance + ε) of each row [rows, 2].
/// </summary>
public sealed record NormalizeRowsOp(double Epsilon) : Op;

/// <summary>
/// The gradient of <see cref="NormalizeRowsOp"/>: with g = dy γ, dx = (g - mean g - x̂ mean(g x̂)) / √(variance + ε). Inputs: dy, x, γ, the figures.
/// Outputs: dx [rows, c]; and dy x̂ [rows, c], whose column sums are dγ (those of dy are dβ).
/// </summary>
public sealed record NormalizeRowsGradientOp : Op;
