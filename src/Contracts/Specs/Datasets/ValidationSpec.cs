using System.ComponentModel.DataAnnotations;

namespace TrainingService.Contracts.Specs.Datasets;

/// <summary>How rows are held out of the training part for validation. Drawn from the run's seed.</summary>
public sealed record ValidationSpec
{
    /// <summary>Share of the training rows held out, above 0 and below 1.</summary>
    [Range(0.0001, 0.9999)]
    public required double Fraction { get; init; }

    /// <summary>Keep each class's share the same in both parts. Only for class labels. Default true for class labels, else false.</summary>
    public bool? Stratify { get; init; }
}
