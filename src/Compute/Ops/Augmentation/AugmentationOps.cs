using TrainingService.Compute.Graphs;

namespace TrainingService.Compute.Ops.Augmentation;

/// <summary>
/// y[n, i, j, c] = x at the source point of (i, j), bilinear between pixels, 0 outside the picture. Inputs: x [n, h, w, c]. Outputs: y of the same
/// shape. Only in training, on data: it has no gradient.
/// </summary>
public sealed record WarpOp(Geometry Geometry, uint Stream) : Op;

/// <summary>
/// The labels of a picture moved along: that of the nearest pixel, -1 (not counted) outside. Inputs: labels [n · h · w] int32. Outputs: the same shape.
/// </summary>
public sealed record WarpLabelsOp(Geometry Geometry, uint Stream, int Height, int Width) : Op;

/// <summary>
/// Boxes of a picture moved along: each becomes the frame of its moved corners, cut off at the picture's edge; one that lies outside becomes all -1, as
/// are those that are none (width below 0). Inputs: boxes [n, 5 m]: left, upper edge, width, height in pixels, class. Outputs: the same shape.
/// </summary>
public sealed record WarpBoxesOp(Geometry Geometry, uint Stream, int Height, int Width) : Op;

/// <summary>
/// y = x, but 0 in a rectangle (DeVries and Taylor 2017) whose centre (⌊u₀ h⌋, ⌊u₁ w⌋) is drawn for each row as for <see cref="Geometry"/>; parts of it
/// may lie outside. Inputs: x [n, h, w, c]. Outputs: y.
/// </summary>
public sealed record CutoutOp(int Height, int Width, uint Stream) : Op;

/// <summary>
/// y = x + deviation · z, z normal: element e of row r of the batch takes Box and Muller's cosine (even e) or sine (odd e) of block (e / 2, r, step low,
/// step high) under key (seed, stream). Inputs: x [n, ...]. Outputs: y.
/// </summary>
public sealed record NoiseOp(double Deviation, uint Stream) : Op;

/// <summary>y = x · (1 + deviation · z), one normal z per row r and channel c (the last dimension), from block (c, r, step low, step high). Inputs: x [n, ..., c]. Outputs: y.</summary>
public sealed record AmplitudeOp(double Deviation, uint Stream) : Op;

/// <summary>
/// Each token before its row's end becomes <paramref name="Unknown"/> with probability <paramref name="Rate"/> (word t mod 4 of block (t / 4, r, step low,
/// step high)). Inputs: ids [n, t] int32, and lengths [n] int32 if there are any. Outputs: ids.
/// </summary>
public sealed record TokenDropoutOp(double Rate, int Unknown, uint Stream) : Op;

/// <summary>
/// Mixup (Zhang et al. 2018): y[i] = λᵢ x[i] + (1 - λᵢ) x[(i + k) mod n], k drawn once per step, λᵢ ~ Beta(alpha, alpha) per row; see
/// <see cref="MixupDraw"/>. Inputs: x [n, ...]. Outputs: y.
/// </summary>
public sealed record MixupOp(double Alpha, uint Stream) : Op;

/// <summary>Labels mixed likewise, as shares of the classes. Inputs: labels [n] int32. Outputs: y [n, classes].</summary>
public sealed record MixupLabelsOp(double Alpha, uint Stream) : Op;
