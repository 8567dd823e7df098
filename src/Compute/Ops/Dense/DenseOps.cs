using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Activations;

namespace TrainingService.Compute.Ops.Dense;

/// <summary>
/// y = f(x W + b) + r. Inputs: x [rows, in], W [in, out], b [out] if there is a bias, and r [rows, out] if there is an addend, where f must be linear.
/// Outputs: y [rows, out].
/// </summary>
/// <param name="HasBias">Whether b is given.</param>
/// <param name="Activation">f, put there by fusion; linear as built.</param>
/// <param name="HasAddend">Whether r is given, put there by fusion; false as built.</param>
public sealed record DenseOp(bool HasBias, ActivationFunction Activation, bool HasAddend = false) : Op
{
    /// <inheritdoc/>
    public override long Flops(IReadOnlyList<Shape> inputs, IReadOnlyList<Shape> outputs) => 2 * inputs[0].Count * inputs[1][1];
}

/// <summary>
/// dx = (dy Wᵀ) · f'(x) + r. Inputs: dy [rows, out], W [in, out], and when f is not linear what f' is a function of, [rows, in]: the layer's input,
/// which is f's output, or f's own input where f <see cref="ActivationFunction.NeedsInput"/>; when it is linear r [rows, in], if there is an addend.
/// Outputs: dx [rows, in]. f is the activation that made the layer's input, folded in by fusion; linear as built.
/// </summary>
/// <param name="InputActivation">f.</param>
/// <param name="HasAddend">Whether r is given, put there by fusion; false as built.</param>
public sealed record DenseInputGradientOp(ActivationFunction InputActivation, bool HasAddend = false) : Op
{
    /// <inheritdoc/>
    public override long Flops(IReadOnlyList<Shape> inputs, IReadOnlyList<Shape> outputs) => 2 * inputs[0].Count * inputs[1][0];
}

/// <summary>dW = xᵀ dy, and db = Σ dy over the rows if there is a bias. Inputs: x [rows, in], dy [rows, out]. Outputs: dW [in, out], and db [out].</summary>
/// <param name="HasBias">Whether db is computed too, put there by fusion; false as built.</param>
public sealed record DenseWeightGradientOp(bool HasBias = false) : Op
{
    /// <inheritdoc/>
    public override long Flops(IReadOnlyList<Shape> inputs, IReadOnlyList<Shape> outputs) => 2 * inputs[0].Count * inputs[1][1];
}

/// <summary>db = Σ dy over all but the last dimension. Inputs: dy [..., out]. Outputs: db [out].</summary>
public sealed record BiasGradientOp : Op;
