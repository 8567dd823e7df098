namespace TrainingService.Compute.Ops.Losses;

/// <summary>Which overlap of boxes.</summary>
public enum BoxOverlap
{
    /// <summary>I / U.</summary>
    Iou,

    /// <summary>IoU - (E - U) / E, E the area of the enclosing box.</summary>
    Giou,

    /// <summary>IoU - d² / c², d the distance of the centres, c the diagonal of the enclosing box.</summary>
    Diou,

    /// <summary>DIoU - α v, v = 4/π² (atan(w/h) - atan(w'/h'))², α = v / (1 - IoU + v), which counts as a constant: the gradient is that of DIoU - α v with α held.</summary>
    Ciou,

    /// <summary>The same number; α is differentiated as well.</summary>
    CiouThroughAlpha,
}

/// <summary>What four numbers say of a box.</summary>
public enum BoxLayout
{
    /// <summary>Left, top, width, height.</summary>
    Xywh,

    /// <summary>Centre x, centre y, width, height.</summary>
    Cxcywh,

    /// <summary>Left, top, right, bottom.</summary>
    Xyxy,
}

/// <summary>
/// Mean over the boxes of a row (n / 4 places; those whose target's width or height is below 0 hold none and do not count; 0 without any) of
/// 1 - overlap + smooth · mean of the four Huber terms (δ = 1). Predicted widths and heights below 0 count as 0; 1e-7 is added to each denominator
/// (U, E, c², 1 - IoU + v, and h under atan). Targets: numbers. Predictions: 0.
/// </summary>
public sealed record BoxLossOp(BoxOverlap Overlap, BoxLayout Layout, float Smooth, bool WithGradient) : LossOp(WithGradient);

/// <summary>
/// Overlap of masks, one loss per sample of <see cref="LossOp.RowsPerSample"/> rows, given to each of its rows. With numbers, or with n = 1, all elements of
/// a sample are one mask with p = sigmoid(z); else p = softmax(z) and each class is a mask of its own. Per mask, with the sums over its counted
/// elements I = Σ p t, P = Σ p, T = Σ t: 1 - (I + s) / (P + T - I + s), or for dice 1 - (2 I + s) / (P + T + s); mean over the masks. dz is the
/// gradient of the mean over the counted rows. Predictions: the index of the largest z; with n = 1 whether z &gt; 0; 0 for numbers.
/// </summary>
public sealed record MaskLossOp(bool IsDice, float Smooth, bool WithGradient) : LossOp(WithGradient)
{
    /// <summary>Most classes of labels: kernels keep their sums on the stack.</summary>
    public const int MostClasses = 1024;
}
