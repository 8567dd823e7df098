using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Activations;

namespace TrainingService.Compute.Ops.Conv2D;

/// <summary>
/// y[n, i, j, f] = act(b[f] + Σ x[n, i·s + k·d - top, j·s + l·d - left, c] · w[k, l, c, f]), cells outside x being zero.
/// Inputs: x [n, h, w, c], w [kh, kw, c, f], and b [f] if there is a bias. Outputs: y [n, h', w', f].
/// </summary>
/// <param name="Window">Kernel size, stride, dilation, padding.</param>
/// <param name="HasBias">Whether b is given.</param>
/// <param name="Activation">act, put there by fusion; linear as built.</param>
public sealed record Conv2DOp(Window2D Window, bool HasBias, ActivationFunction Activation) : Op
{
    /// <inheritdoc/>
    public override long Flops(IReadOnlyList<Shape> inputs, IReadOnlyList<Shape> outputs) => Conv2DCost.Flops(outputs[0], inputs[1]);
}

/// <summary>
/// The gradient of a convolution for its input, times f'(x). Inputs: dy [n, h', w', f], w [kh, kw, c, f], and x [n, h, w, c] when f is not
/// linear. Outputs: dx [n, h, w, c]. f is the activation that made x, folded in by fusion; linear as built.
/// </summary>
public sealed record Conv2DInputGradientOp(Window2D Window, ActivationFunction InputActivation) : Op
{
    /// <inheritdoc/>
    public override long Flops(IReadOnlyList<Shape> inputs, IReadOnlyList<Shape> outputs) => Conv2DCost.Flops(inputs[0], inputs[1]);
}

/// <summary>The gradient of a convolution for its kernel. Inputs: x [n, h, w, c], dy [n, h', w', f]. Outputs: dw [kh, kw, c, f].</summary>
public sealed record Conv2DWeightGradientOp(Window2D Window) : Op
{
    /// <inheritdoc/>
    public override long Flops(IReadOnlyList<Shape> inputs, IReadOnlyList<Shape> outputs) => Conv2DCost.Flops(inputs[1], outputs[0]);
}

internal static class Conv2DCost
{
    public static long Flops(Shape output, Shape kernel) => 2 * output.Count * kernel[0] * kernel[1] * kernel[2];
}
