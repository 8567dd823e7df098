using TrainingService.Compute.Graphs;

namespace TrainingService.Compute.Ops.Dropout;

/// <summary>
/// y = x · m / (1 - rate), m = 0 with probability rate, else 1 (Srivastava et al. 2014). m is drawn anew at each step by
/// Philox4x32-10 (Salmon et al. 2011), so the same op applied to dy is the gradient: nothing is kept between forward and backward.
/// Element e of row r (a row is width · channels of an image, or the features of [rows, features]; r counts over the batch) takes word e mod 4
/// of counter (e / 4, r, step low, step high) under key (seed, <see cref="Stream"/>): independent of layout, chunks and threads.
/// Inputs: x. Outputs: y.
/// </summary>
/// <param name="Rate">Probability that a value is dropped, below 1.</param>
/// <param name="Stream">Number of the random stream: one per dropout layer.</param>
public sealed record DropoutOp(double Rate, int Stream) : Op;
