using TrainingService.Compute.Graphs;

namespace TrainingService.Compute.Ops.Resampling;

/// <summary>
/// y[n, i, j, c] = Σ_h Σ_v R[i, h] · Q[j, v] · x[n, h, v, c], R and Q being sparse: upsampling, padding with zeros, cropping; and, transposed,
/// their gradients. Inputs: x [n, h, w, c]. Outputs: y [n, h', w', c].
/// </summary>
/// <param name="Rows">R.</param>
/// <param name="Columns">Q.</param>
public sealed record Resample2DOp(AxisMap Rows, AxisMap Columns) : Op;
