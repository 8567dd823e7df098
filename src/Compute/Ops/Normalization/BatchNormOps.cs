using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Activations;

namespace TrainingService.Compute.Ops.Normalization;

/// <summary>
/// Batch normalization in training (Ioffe and Szegedy 2015). For each channel, over its N values (all but the last dimension; with lengths only the
/// steps before each row's): m = Σ x / N, v = Σ (x - m)² / N, y = act((x - m) / √(v + ε) · γ + β), and the running statistics take a step:
/// r' = (1 - momentum) r + momentum m, s' = (1 - momentum) s + momentum v N / (N - 1). With N ≤ 1 they stay as they are, and y is act(β).
/// Steps at or behind a row's length give y = 0.
/// Inputs: x [rows, ..., c]; γ [c] and β [c] if affine; r [c], s [c]; lengths [rows] (int32) if any.
/// Outputs: y; m [c]; 1 / √(v + ε) [c]; r' [c]; s' [c].
/// </summary>
/// <param name="Momentum">Weight of this batch in the running statistics, as in PyTorch (Keras: one minus it).</param>
/// <param name="Epsilon">ε.</param>
/// <param name="Affine">Whether γ and β are given; else they are 1 and 0.</param>
/// <param name="HasLengths">Whether lengths are given; x is [rows, steps, c] then.</param>
/// <param name="Activation">act, put there by fusion; linear as built.</param>
public sealed record BatchNormOp(float Momentum, float Epsilon, bool Affine, bool HasLengths, ActivationFunction Activation) : Op;

/// <summary>
/// Batch normalization at evaluation: y = act((x - r) / √(s + ε) · γ + β), 0 behind a row's length.
/// Inputs: x [rows, ..., c]; γ [c] and β [c] if affine; r [c], s [c]; lengths [rows] (int32) if any. Outputs: y.
/// </summary>
public sealed record BatchNormInferenceOp(float Epsilon, bool Affine, bool HasLengths, ActivationFunction Activation) : Op;

/// <summary>
/// Group normalization (Wu and He 2018): as <see cref="BatchNormOp"/>, but with statistics of each row by itself, over its positions and the c / groups
/// channels of a group. One channel to a group is instance normalization (Ulyanov et al. 2016).
/// Inputs: x [rows, ..., c]; γ [c] and β [c] if affine; lengths [rows] (int32) if any.
/// Outputs: y; m [rows, c] and 1 / √(v + ε) [rows, c], the same for all channels of a group.
/// </summary>
public sealed record GroupNormOp(int Groups, float Epsilon, bool Affine, bool HasLengths, ActivationFunction Activation) : Op;

/// <summary>
/// The gradient of <see cref="BatchNormOp"/> (one group to a channel, statistics [c]) and <see cref="GroupNormOp"/> (statistics [rows, c]). With
/// h = (x - m) i, and means over the values that shared a statistic: dx = i (γ dy - mean(γ dy) - h mean(γ dy h)), dγ = Σ dy h, dβ = Σ dy; 0 behind
/// a row's length.
/// Inputs: dy, x, m, i; γ if affine; lengths if any. Outputs: dx if wanted; dγ and dβ if affine.
/// </summary>
/// <param name="Groups">Groups of channels.</param>
/// <param name="Affine">Whether γ is given.</param>
/// <param name="HasLengths">Whether lengths are given.</param>
/// <param name="WithInput">Whether dx is an output.</param>
public sealed record ChannelNormGradientOp(int Groups, bool Affine, bool HasLengths, bool WithInput) : Op;
