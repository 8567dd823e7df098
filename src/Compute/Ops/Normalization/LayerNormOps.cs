using TrainingService.Compute.Graphs;

namespace TrainingService.Compute.Ops.Normalization;

/// <summary>
/// Layer normalization over the last dimension (Ba et al. 2016): m = mean x, v = mean (x - m)², y = (x - m) / √(v + ε) · γ + β. Not centered it is
/// RMS normalization (Zhang and Sennrich 2019): m = 0, v = mean x².
/// Inputs: x [..., n]; γ [n] if <paramref name="HasScale"/>; β [n] if <paramref name="HasOffset"/>.
/// Outputs: y [..., n]; m and 1 / √(v + ε), each of as many numbers as x has rows of n.
/// </summary>
public sealed record LayerNormOp(float Epsilon, bool Centered, bool HasScale, bool HasOffset) : Op;

/// <summary>
/// The gradient of <see cref="LayerNormOp"/>. With h = (x - m) i and means over the last dimension: dx = i (γ dy - mean(γ dy) - h mean(γ dy h)),
/// without the first mean when not centered; dγ = Σ dy h, dβ = Σ dy over all but the last dimension.
/// Inputs: dy, x, m, i; γ if <paramref name="HasScale"/>.
/// Outputs: dx if <paramref name="WithInput"/>; dγ if <paramref name="HasScale"/>; dβ if <paramref name="HasOffset"/>.
/// </summary>
public sealed record LayerNormGradientOp(bool Centered, bool HasScale, bool HasOffset, bool WithInput) : Op;
