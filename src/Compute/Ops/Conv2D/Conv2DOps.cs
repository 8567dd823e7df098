using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Activations;

namespace TrainingService.Compute.Ops.Conv2D;

/// <summary>
/// y[n, i, j, f] = act(b[f] + Σ x[n, i·s + k·d - top, j·s + l·d - left, C(f, c)] · w[k, l, c, f]), cells outside x being zero.
/// With g groups of channels and filters, a filter sees its own group's channels only: c runs over channels / g, and
/// C(f, c) = ⌊f · g / filters⌋ · channels / g + c. With one group C(f, c) = c; with as many groups as channels the convolution is depthwise.
/// Inputs: x [n, h, w, channels], w [kh, kw, channels / g, filters], and b [filters] if there is a bias. Outputs: y [n, h', w', filters].
/// </summary>
/// <param name="Window">Kernel size, stride, dilation, padding.</param>
/// <param name="HasBias">Whether b is given.</param>
/// <param name="Activation">act, put there by fusion; linear as built.</param>
/// <param name="Groups">g; divides the channels and the filters.</param>
public sealed record Conv2DOp(Window2D Window, bool HasBias, ActivationFunction Activation, int Groups = 1) : Op
{
    /// <inheritdoc/>
    public override long Flops(IReadOnlyList<Shape> inputs, IReadOnlyList<Shape> outputs) => ConvCost.Flops(outputs[0], inputs[1]);
}

/// <summary>
/// The gradient of a convolution for its input, times f'(x). Inputs: dy [n, h', w', f], w [kh, kw, c / g, f], and x [n, h, w, c] when f is not
/// linear (f's own input in its place where f <see cref="ActivationFunction.NeedsInput"/>). Outputs: dx [n, h, w, c]. f is the activation that made x,
/// folded in by fusion; linear as built.
/// </summary>
public sealed record Conv2DInputGradientOp(Window2D Window, ActivationFunction InputActivation, int Groups = 1) : Op
{
    /// <inheritdoc/>
    public override long Flops(IReadOnlyList<Shape> inputs, IReadOnlyList<Shape> outputs) => ConvCost.Flops(inputs[0], inputs[1]);
}

/// <summary>The gradient of a convolution for its kernel. Inputs: x [n, h, w, c], dy [n, h', w', f]. Outputs: dw [kh, kw, c / g, f].</summary>
public sealed record Conv2DWeightGradientOp(Window2D Window, int Groups = 1) : Op
{
    /// <inheritdoc/>
    public override long Flops(IReadOnlyList<Shape> inputs, IReadOnlyList<Shape> outputs) => ConvCost.Flops(inputs[1], outputs[0]);
}

/// <summary>
/// Transposed convolution: y = act(b + Aᵀ x), A being the convolution (without bias) of <see cref="Conv2DOp"/> that takes an image of y's shape
/// to one of x's. Each x is spread over a window of y: y[n, i·s + k·d - top, j·s + l·d - left, c] += x[n, i, j, f] · w[k, l, c, f].
/// Inputs: x [n, h', w', f], w [kh, kw, c / g, f], and b [c] if there is a bias. Outputs: y [n, h, w, c].
/// </summary>
/// <param name="Window">The convolution's window: it takes [h, w] to [h', w'].</param>
/// <param name="HasBias">Whether b is given.</param>
/// <param name="Activation">act, put there by fusion; linear as built.</param>
/// <param name="Groups">Divides the channels of both sides.</param>
public sealed record ConvTranspose2DOp(Window2D Window, bool HasBias, ActivationFunction Activation, int Groups = 1) : Op
{
    /// <inheritdoc/>
    public override long Flops(IReadOnlyList<Shape> inputs, IReadOnlyList<Shape> outputs) => ConvCost.Flops(inputs[0], inputs[1]);
}

internal static class ConvCost
{
    /// <summary>A multiply-add for each value of the smaller side, each cell of the kernel and each channel of a group.</summary>
    public static long Flops(Shape output, Shape kernel)
    {
        var terms = 1L;
        for (var axis = 0; axis < kernel.Rank - 1; axis++) terms *= kernel[axis];
        return 2 * output.Count * terms;
    }
}
