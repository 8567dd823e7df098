using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace TrainingService.Contracts.Specs.Losses;

/// <summary>
/// A loss between whole masks: labels per position, or numbers from 0 to 1. With one output per position p = sigmoid(z), with one per class
/// p = softmax(z), and the loss is the mean over the classes.
/// </summary>
public abstract record MaskLoss : LossSpec
{
    /// <summary>Added to numerator and denominator, so that empty masks have a value. Default 1.</summary>
    [Range(1e-6, 1e6)]
    [DefaultValue(1.0)]
    public double Smooth { get; init; } = 1;
}

/// <summary>Soft Jaccard: 1 - (Σ p t + smooth) / (Σ p + Σ t - Σ p t + smooth), sums over the positions of a row.</summary>
public sealed record SoftIouLoss : MaskLoss;

/// <summary>Soft Dice (Milletari et al. 2016, without squares): 1 - (2 Σ p t + smooth) / (Σ p + Σ t + smooth), sums over the positions of a row.</summary>
public sealed record DiceLoss : MaskLoss;
