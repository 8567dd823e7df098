using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Activations;
using TrainingService.Compute.Ops.Conv2D;

namespace TrainingService.Compute.Ops.Conv3D;

/// <summary>
/// y[n, m, i, j, f] = act(b[f] + Σ x[n, m·s + q·d - front, i·s + k·d - top, j·s + l·d - left, C(f, c)] · w[q, k, l, c, f]), cells outside x
/// being zero; groups as in <see cref="Conv2DOp"/>. Volumes are given slice by slice, the slices of one volume after those of the one before.
/// Inputs: x [n · depth, h, w, channels], w [kd, kh, kw, channels / g, filters], and b [filters] if there is a bias.
/// Outputs: y [n · depth', h', w', filters].
/// </summary>
/// <param name="Window">Kernel size, stride, dilation, padding.</param>
/// <param name="Depth">Slices of each volume of x.</param>
/// <param name="HasBias">Whether b is given.</param>
/// <param name="Activation">act, put there by fusion; linear as built.</param>
/// <param name="Groups">g; divides the channels and the filters.</param>
public sealed record Conv3DOp(Window3D Window, int Depth, bool HasBias, ActivationFunction Activation, int Groups = 1) : Op
{
    /// <inheritdoc/>
    public override long Flops(IReadOnlyList<Shape> inputs, IReadOnlyList<Shape> outputs) => ConvCost.Flops(outputs[0], inputs[1]);
}

/// <summary>
/// The gradient of a 3-D convolution for its input, times f'(x). Inputs: dy [n · depth', h', w', f], w [kd, kh, kw, c / g, f], and
/// x [n · depth, h, w, c] when f is not linear. Outputs: dx [n · depth, h, w, c]. f is the activation that made x, folded in by fusion;
/// where f <see cref="ActivationFunction.NeedsInput"/>, x is f's own input.
/// </summary>
/// <param name="Window">The convolution's window.</param>
/// <param name="Depth">Slices of each volume of dx.</param>
/// <param name="InputActivation">f; linear as built.</param>
/// <param name="Groups">g.</param>
public sealed record Conv3DInputGradientOp(Window3D Window, int Depth, ActivationFunction InputActivation, int Groups = 1) : Op
{
    /// <inheritdoc/>
    public override long Flops(IReadOnlyList<Shape> inputs, IReadOnlyList<Shape> outputs) => ConvCost.Flops(inputs[0], inputs[1]);
}

/// <summary>
/// The gradient of a 3-D convolution for its kernel. Inputs: x [n · depth, h, w, c], dy [n · depth', h', w', f].
/// Outputs: dw [kd, kh, kw, c / g, f].
/// </summary>
/// <param name="Window">The convolution's window.</param>
/// <param name="Depth">Slices of each volume of x.</param>
/// <param name="Groups">g.</param>
public sealed record Conv3DWeightGradientOp(Window3D Window, int Depth, int Groups = 1) : Op
{
    /// <inheritdoc/>
    public override long Flops(IReadOnlyList<Shape> inputs, IReadOnlyList<Shape> outputs) => ConvCost.Flops(inputs[1], outputs[0]);
}

/// <summary>
/// Transposed 3-D convolution: y = act(b + Aᵀ x), A being the convolution (without bias) of <see cref="Conv3DOp"/> that takes volumes of y's
/// shape to volumes of x's. Inputs: x [n · depth', h', w', f], w [kd, kh, kw, c / g, f], and b [c] if there is a bias.
/// Outputs: y [n · depth, h, w, c].
/// </summary>
/// <param name="Window">The convolution's window.</param>
/// <param name="Depth">Slices of each volume of y.</param>
/// <param name="HasBias">Whether b is given.</param>
/// <param name="Activation">act, put there by fusion; linear as built.</param>
/// <param name="Groups">Divides the channels of both sides.</param>
public sealed record ConvTranspose3DOp(Window3D Window, int Depth, bool HasBias, ActivationFunction Activation, int Groups = 1) : Op
{
    /// <inheritdoc/>
    public override long Flops(IReadOnlyList<Shape> inputs, IReadOnlyList<Shape> outputs) => ConvCost.Flops(inputs[0], inputs[1]);
}
