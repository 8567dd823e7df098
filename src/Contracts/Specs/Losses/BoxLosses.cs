using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace TrainingService.Contracts.Specs.Losses;

/// <summary>A loss between boxes of four numbers; several boxes in a row (a fixed number of objects) are averaged. The network ends in linear outputs.</summary>
public abstract record BoxLoss : LossSpec
{
    /// <summary>What the four numbers are, in the data and in the network's output. Default xywh.</summary>
    [DefaultValue(BoxFormat.Xywh)]
    public BoxFormat Format { get; init; } = BoxFormat.Xywh;

    /// <summary>Factor of an added smooth L1 (Huber with delta 1, averaged over the four numbers). Default 0.</summary>
    [Range(0.0, 1e6)]
    [DefaultValue(0.0)]
    public double SmoothL1 { get; init; }
}

/// <summary>1 - IoU, intersection over union of the two boxes. No gradient where boxes do not touch: giou, diou and ciou have one.</summary>
public sealed record IouLoss : BoxLoss;

/// <summary>1 - GIoU (Rezatofighi et al. 2019): IoU minus the share of the smallest enclosing box that the union leaves empty.</summary>
public sealed record GiouLoss : BoxLoss;

/// <summary>1 - DIoU (Zheng et al. 2020): IoU minus the squared distance of the centres over the squared diagonal of the enclosing box.</summary>
public sealed record DiouLoss : BoxLoss;

/// <summary>
/// 1 - CIoU (Zheng et al. 2020): DIoU minus α v with v = 4/π² · (atan(w/h) - atan(w'/h'))², α = v / (1 - IoU + v). α weighs the two terms and counts as
/// a constant in the gradient, as in the authors' code and torchvision.
/// </summary>
public sealed record CiouLoss : BoxLoss
{
    /// <summary>Whether the gradient goes through α as well, so that it is the exact slope of the loss. Default false, as in torchvision.</summary>
    [DefaultValue(false)]
    public bool DifferentiateAlpha { get; init; }
}

/// <summary>What the four numbers of a box are.</summary>
public enum BoxFormat
{
    /// <summary>Left, top, width, height.</summary>
    Xywh,

    /// <summary>Centre x, centre y, width, height.</summary>
    Cxcywh,

    /// <summary>Left, top, right, bottom.</summary>
    Xyxy,
}
