using TrainingService.Compute.Graphs;

namespace TrainingService.Compute.Ops.Dropout;

/// <summary>
/// Dropout of whole channels (Tompson et al. 2014): y = x · m / (1 - rate), one m for all positions of a channel of a row. m is drawn as
/// <see cref="DropoutOp"/> draws it for values [rows, channels]; the op is its own gradient. Inputs: x [rows, ..., c]. Outputs: y.
/// </summary>
/// <param name="Rate">Probability that a channel is dropped, below 1.</param>
/// <param name="Stream">Number of the random stream: one per layer.</param>
public sealed record SpatialDropoutOp(double Rate, int Stream) : Op
{
    /// <inheritdoc/>
    public override bool MayOverwriteInput => true;
}

/// <summary>
/// y = x + deviation · z, z standard normal (Box and Muller 1958), drawn anew at each step. Rows and elements are those of <see cref="DropoutOp"/>:
/// elements 4k to 4k + 3 of row r take a cos(2πb), c cos(2πd), a sin(2πb), c sin(2πd) of counter (k, r, step low, step high), where with the words
/// w cut to 23 bits and u = (w + 1/2) / 2^23: a = √(-2 ln u₀), b = u₁, c = √(-2 ln u₂), d = u₃. Inputs: x. Outputs: y.
/// </summary>
/// <param name="Deviation">Standard deviation.</param>
/// <param name="Stream">Number of the random stream: one per layer.</param>
public sealed record GaussianNoiseOp(float Deviation, int Stream) : Op
{
    /// <inheritdoc/>
    public override bool MayOverwriteInput => true;
}
