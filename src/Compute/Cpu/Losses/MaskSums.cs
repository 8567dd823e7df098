namespace TrainingService.Compute.Cpu.Losses;

/// <summary>What a mask's loss is made of, summed over its counted elements.</summary>
internal unsafe struct MaskSums
{
    /// <summary>Σ p t.</summary>
    public double Common;

    /// <summary>Σ p.</summary>
    public double Predicted;

    /// <summary>Σ t.</summary>
    public double Wanted;

    /// <summary>IoU or Dice of the mask.</summary>
    public readonly double Overlap(LossArguments* args) => ((args->Mode == 1 ? 2 * Common : Common) + args->P0) / Bottom(args);

    /// <summary>The loss's derivative by an element's p, times a share: both overlaps are quotients whose parts are linear in p, with slopes linear in t.</summary>
    public readonly MaskSlope Slope(LossArguments* args, double share)
    {
        var (overlap, factor) = (Overlap(args), share / Bottom(args));
        return new MaskSlope { OfTarget = (float)(-factor * (args->Mode == 1 ? 2 : 1 + overlap)), Always = (float)(factor * overlap) };
    }

    private readonly double Bottom(LossArguments* args) => Predicted + Wanted - (args->Mode == 1 ? 0 : Common) + args->P0;
}

/// <summary>A derivative that is OfTarget · t + Always.</summary>
internal struct MaskSlope
{
    public float OfTarget;
    public float Always;
}
