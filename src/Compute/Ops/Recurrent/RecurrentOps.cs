using TrainingService.Compute.Graphs;

namespace TrainingService.Compute.Ops.Recurrent;

/// <summary>
/// One direction of a recurrent layer over whole sequences. Step k = 0 … t-1 is position s = k, or t-1-k in reverse. Where s is below the row's
/// length, the cell makes h' of h and x[s], and y[s] = h'; elsewhere the state stays as it is and y[s] = 0. So in reverse each row starts at its
/// own end, and what lies behind it changes nothing.
/// Inputs: x [n, t, c], W [c, g·u], U [u, g·u] with g gates of u units; b [g·u] and r [g·u] if there are such; h₀ [n, u] (and c₀ [n, u] for an
/// LSTM) if a first state is given; lengths [n] int32 if there are such.
/// Outputs: y [n, t, u]; the last state h [n, u]; for an LSTM the last c [n, u]; and what the gradient needs, by step: the gates' values
/// [t, n, g·u] (0 where the state stayed), the states h before each step and after the last [t+1, n, u], and for an LSTM c likewise
/// [t+1, n, u], for a GRU q (reset after) or r·h (reset before) [t, n, u] (0 where the state stayed).
/// </summary>
public sealed record RecurrentOp(RecurrentForm Form) : Op
{
    /// <inheritdoc/>
    public override long Flops(IReadOnlyList<Shape> inputs, IReadOnlyList<Shape> outputs) =>
        2L * inputs[0][0] * inputs[0][1] * (inputs[1].Count + inputs[2].Count);
}

/// <summary>
/// The gradient through time of <see cref="RecurrentOp"/>, up to its matrices. Inputs: U, the gates' values, the states, the memory if there is
/// one, the lengths if there are such, and those of the gradients of y, h, c that there are. Outputs: da [t, n, g·u], the gradient of x W + b at
/// each step (0 where the state stayed); for a GRU that resets after, da' [t, n, 3·u], the gradient of h U + r, which differs in the
/// candidate's part; dh₀ [n, u]; for an LSTM dc₀ [n, u].
/// </summary>
/// <param name="Form">Of the forward op.</param>
/// <param name="HasOutputGradient">Whether y's gradient is given.</param>
/// <param name="HasStateGradient">Whether the last h's gradient is given.</param>
/// <param name="HasCellGradient">Whether the last c's gradient is given.</param>
public sealed record RecurrentGradientOp(RecurrentForm Form, bool HasOutputGradient, bool HasStateGradient, bool HasCellGradient) : Op
{
    /// <summary>Place of the lengths among the inputs.</summary>
    public int LengthsInput => Form.HasMemory ? 4 : 3;

    /// <summary>Place of the first given gradient among the inputs.</summary>
    public int GradientInput => LengthsInput + (Form.HasLengths ? 1 : 0);

    /// <summary>Place of dh₀ among the outputs.</summary>
    public int StateOutput => Form.Cell == RecurrentCell.GruResetAfter ? 2 : 1;

    /// <inheritdoc/>
    public override long Flops(IReadOnlyList<Shape> inputs, IReadOnlyList<Shape> outputs) => 2L * outputs[0][0] * outputs[0][1] * inputs[0].Count;
}

/// <summary>dx[s] = da Wᵀ, each step's to its position. Inputs: da [t, n, g·u], W [c, g·u]. Outputs: dx [n, t, c].</summary>
public sealed record RecurrentInputGradientOp(bool Reverse) : Op
{
    /// <inheritdoc/>
    public override long Flops(IReadOnlyList<Shape> inputs, IReadOnlyList<Shape> outputs) => 2L * inputs[0][0] * inputs[0][1] * inputs[1].Count;
}

/// <summary>dW = Σ x[s]ᵀ da over steps and rows. Inputs: x [n, t, c], da [t, n, g·u]. Outputs: dW [c, g·u].</summary>
public sealed record RecurrentKernelGradientOp(bool Reverse) : Op
{
    /// <inheritdoc/>
    public override long Flops(IReadOnlyList<Shape> inputs, IReadOnlyList<Shape> outputs) => 2L * inputs[0][0] * inputs[0][1] * outputs[0].Count;
}

/// <summary>
/// dU = Σ hᵀ da over steps and rows, h being the state before the step. With <paramref name="ResetBefore"/> the last third of the columns (the
/// candidate's) takes r·h in place of h. Inputs: the states [t+1, n, u], da (or da') [t, n, g·u], and r·h [t, n, u] if so. Outputs: dU [u, g·u].
/// </summary>
public sealed record RecurrentStateKernelGradientOp(bool ResetBefore) : Op
{
    /// <inheritdoc/>
    public override long Flops(IReadOnlyList<Shape> inputs, IReadOnlyList<Shape> outputs) => 2L * inputs[1][0] * inputs[1][1] * outputs[0].Count;
}
