using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Conv2D;

namespace TrainingService.Compute.Ops.Pooling;

/// <summary>
/// Max unpooling: each v goes to the first cell (row by row) of its window that holds the maximum; the other cells are 0. Windows must not overlap.
/// Inputs: v [n, h', w', c], and the pooling's x [n, h, w, c] and y [n, h', w', c]. Outputs: [n, h, w, c].
/// </summary>
/// <param name="Window">The pooling's window.</param>
public sealed record MaxUnpool2DOp(Window2D Window) : Op;

/// <summary>
/// The gradient of max unpooling for v: dy of the first cell (row by row) of each window that holds the maximum.
/// Inputs: dy [n, h, w, c], and the pooling's x [n, h, w, c] and y [n, h', w', c]. Outputs: dv [n, h', w', c].
/// </summary>
/// <param name="Window">The pooling's window.</param>
public sealed record MaxUnpool2DGradientOp(Window2D Window) : Op;
