using TrainingService.Compute.Graphs;

namespace TrainingService.Compute.Ops.Attention;

/// <summary>What the attention ops have in common.</summary>
/// <param name="Heads">Heads H; each takes d / H neighbouring channels of queries, keys and values.</param>
/// <param name="Causal">Whether a query sees only keys at its own position and before.</param>
/// <param name="IsSelf">Whether queries come with keys and values in one input.</param>
/// <param name="HasLengths">Whether keys at or behind a row's length are hidden.</param>
/// <param name="DropoutRate">Probability that a weight is dropped; 0 for none.</param>
/// <param name="DropoutStream">Number of the random stream.</param>
public readonly record struct AttentionForm(int Heads, bool Causal, bool IsSelf, bool HasLengths, double DropoutRate = 0, int DropoutStream = 0)
{
    /// <summary>Place of the lengths among the forward op's inputs.</summary>
    public int LengthsInput => IsSelf ? 1 : 2;
}

/// <summary>
/// Scaled dot-product attention (Vaswani et al. 2017), head by head: O = M ∘ softmax(Q Kᵀ / √(d/H)) V. Hidden keys get weight 0; a query that
/// sees none gets zeros. M is 1, or with dropout 0 or 1/(1 - rate): weight (row, head, i, j) takes word j mod 4 of Philox counter
/// (j / 4, (row · H + head) · t + i, step low, step high) under key (seed, stream).
/// Inputs: for self-attention x [n, t, 3d], queries, keys and values side by side; else queries [n, t, d], and keys and values side by side
/// [n, s, 2d]; lengths [n] int32 if keys have such.
/// Outputs: O [n, t, d]; and for the gradient [n·H, t, 2]: each query's largest score and 1 / Σ e^(score - largest) (0 and 0 where it sees none).
/// </summary>
public sealed record AttentionOp(AttentionForm Form) : Op
{
    /// <inheritdoc/>
    public override long Flops(IReadOnlyList<Shape> inputs, IReadOnlyList<Shape> outputs) =>
        4 * outputs[0].Count * (Form.IsSelf ? inputs[0][1] : inputs[1][1]);
}

/// <summary>
/// The gradient of <see cref="AttentionOp"/>; the weights are computed again from the saved figures. Inputs: those of the forward op, its two
/// outputs, and dO [n, t, d]. Outputs: the gradients of the forward op's inputs but the lengths.
/// </summary>
public sealed record AttentionGradientOp(AttentionForm Form) : Op
{
    /// <inheritdoc/>
    public override long Flops(IReadOnlyList<Shape> inputs, IReadOnlyList<Shape> outputs) =>
        10 * inputs[^1].Count * (Form.IsSelf ? inputs[0][1] : inputs[1][1]);
}
