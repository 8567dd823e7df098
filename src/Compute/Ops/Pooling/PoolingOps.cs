using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Conv2D;

namespace TrainingService.Compute.Ops.Pooling;

/// <summary>y = the largest value of each window; padding cells never win, NaN does. Inputs: x [n, h, w, c]. Outputs: y [n, h', w', c].</summary>
public sealed record MaxPool2DOp(Window2D Window) : Op;

/// <summary>
/// The gradient of max pooling: each dy goes to the first cell (row by row) of its window that holds the maximum.
/// Inputs: dy, x, y. Outputs: dx.
/// </summary>
public sealed record MaxPool2DGradientOp(Window2D Window) : Op;

/// <summary>y = the mean of each window over the cells inside the image. Inputs: x [n, h, w, c]. Outputs: y [n, h', w', c].</summary>
public sealed record AveragePool2DOp(Window2D Window) : Op;

/// <summary>The gradient of average pooling. Inputs: dy. Outputs: dx.</summary>
public sealed record AveragePool2DGradientOp(Window2D Window) : Op;

/// <summary>y[n, c] = the mean of x over height and width. Inputs: x [n, h, w, c]. Outputs: y [n, c].</summary>
public sealed record GlobalAveragePool2DOp : Op;

/// <summary>The gradient of global average pooling. Inputs: dy [n, c]. Outputs: dx [n, h, w, c].</summary>
public sealed record GlobalAveragePool2DGradientOp : Op;
