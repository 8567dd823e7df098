using TrainingService.Compute.Graphs;

namespace TrainingService.Compute.Ops.Activations;

/// <summary>
/// Over the last dimension y_i = e^x_i / Σ e^x_j, or x_i - ln Σ e^x_j when <paramref name="Log"/>; the largest x is taken off first, so that
/// nothing overflows. Inputs: x [..., n]. Outputs: y [..., n].
/// </summary>
/// <param name="Log">Whether the logarithm is given.</param>
public sealed record SoftmaxOp(bool Log) : Op
{
    /// <inheritdoc/>
    public override bool MayOverwriteInput => true;
}

/// <summary>
/// The gradient of <see cref="SoftmaxOp"/>: dx_i = y_i (dy_i - Σ dy_j y_j), or dy_i - e^y_i Σ dy_j for the logarithm.
/// Inputs: dy [..., n], y [..., n]. Outputs: dx [..., n].
/// </summary>
/// <param name="Log">Whether y is the logarithm.</param>
public sealed record SoftmaxGradientOp(bool Log) : Op
{
    /// <inheritdoc/>
    public override bool MayOverwriteInput => true;
}
