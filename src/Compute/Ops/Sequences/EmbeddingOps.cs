using TrainingService.Compute.Graphs;

namespace TrainingService.Compute.Ops.Sequences;

/// <summary>
/// y[i] = E[id[i]]; zeros for the padding id and for ids outside the table. Inputs: ids int32 of any shape, E [vocabulary, d].
/// Outputs: y [ids' shape, d].
/// </summary>
/// <param name="PaddingId">The id whose vector is zero and is not trained; -1 for none.</param>
public sealed record EmbeddingOp(int PaddingId) : Op;

/// <summary>
/// dE[v] = Σ dy[i] over the i with id[i] = v, in their order; zeros for the padding id. Inputs: ids int32, dy [ids' shape, d].
/// Outputs: dE [vocabulary, d].
/// </summary>
public sealed record EmbeddingGradientOp(int PaddingId) : Op;

/// <summary>y[i] = x[i] + P for every row i: learned positions. Inputs: x [n, t, d], P [t, d]. Outputs: y [n, t, d].</summary>
public sealed record AddPositionsOp : Op;

/// <summary>dP = Σ dy[i] over the rows i, in their order. Inputs: dy [n, t, d]. Outputs: dP [t, d].</summary>
public sealed record PositionGradientOp : Op;

/// <summary>
/// y[i, s, 2j] = x[i, s, 2j] + sin(s / 10000^(2j / d)), y[i, s, 2j+1] = x[i, s, 2j+1] + cos(s / 10000^(2j / d)) (Vaswani et al. 2017).
/// Inputs: x [n, t, d]. Outputs: y [n, t, d].
/// </summary>
public sealed record AddSinusoidsOp : Op
{
    /// <summary>What is added at a position and channel.</summary>
    public static double At(int position, int channel, int channels)
    {
        var angle = position / Math.Pow(10000, (channel - channel % 2) / (double)channels);
        return channel % 2 == 0 ? Math.Sin(angle) : Math.Cos(angle);
    }
}
