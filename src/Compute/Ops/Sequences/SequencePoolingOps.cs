using TrainingService.Compute.Graphs;

namespace TrainingService.Compute.Ops.Sequences;

/// <summary>
/// y[n, c] = the mean of x[n, t, c] over the real steps t &lt; lengths[n]; 0 for a row without any. Inputs: x [n, t, c], lengths int32 [n].
/// Outputs: y [n, c].
/// </summary>
public sealed record SequenceAveragePoolOp : Op;

/// <summary>The gradient of <see cref="SequenceAveragePoolOp"/>; 0 for the other steps. Inputs: dy [n, c], lengths [n]. Outputs: dx [n, t, c].</summary>
public sealed record SequenceAveragePoolGradientOp : Op;

/// <summary>
/// y[n, c] = the largest x[n, t, c] of the real steps t &lt; lengths[n]; 0 for a row without any. NaN wins. Inputs: x [n, t, c], lengths int32 [n].
/// Outputs: y [n, c].
/// </summary>
public sealed record SequenceMaxPoolOp : Op;

/// <summary>
/// The gradient of <see cref="SequenceMaxPoolOp"/>: dy goes to the first real step that holds the maximum. Inputs: dy [n, c], x [n, t, c],
/// y [n, c], lengths [n]. Outputs: dx [n, t, c].
/// </summary>
public sealed record SequenceMaxPoolGradientOp : Op;

/// <summary>
/// y[n, t, c] = x[n, t, c] for the real steps t &lt; lengths[n], else the fill, whatever x is there. With fill 0 it is its own gradient.
/// Inputs: x [n, t, c], lengths int32 [n]. Outputs: y [n, t, c].
/// </summary>
/// <param name="Fill">What the other steps become: 0, or -infinity before a maximum.</param>
public sealed record SequenceMaskOp(float Fill) : Op;

/// <summary>
/// Real steps after a window has moved over a sequence: y[n] = max(0, ⌊(scale · lengths[n] + padding - extent) / stride⌋ + 1), what the row would
/// give on its own; 0 for an empty row. Inputs: lengths int32 [n]. Outputs: int32 [n].
/// </summary>
/// <param name="Extent">Steps from the window's first to its last.</param>
/// <param name="Stride">Step of the window.</param>
/// <param name="Padding">Padding steps on both sides together.</param>
/// <param name="Scale">Steps that each step becomes before.</param>
public sealed record WindowLengthsOp(int Extent, int Stride, int Padding, int Scale = 1) : Op;

/// <summary>
/// From means over the cells of each window that lie within the sequence's steps to means over those that are real, the others having been 0:
/// y[n, i, c] = x[n, i, c] · |window i within [0, steps)| / |window i within [0, lengths[n])|; 0 where a window has no real step. Its own gradient.
/// Inputs: x [n, t', c], lengths int32 [n]. Outputs: y [n, t', c].
/// </summary>
/// <param name="Kernel">Steps of the window.</param>
/// <param name="Stride">Step of the window.</param>
/// <param name="Before">Padding steps before the first.</param>
/// <param name="Steps">Steps of the sequence that the windows moved over.</param>
public sealed record SequenceWindowMeanOp(int Kernel, int Stride, int Before, int Steps) : Op;
