using System.ComponentModel.DataAnnotations;

namespace TrainingService.Contracts.Specs.Datasets;

/// <summary>One input of the network and the columns it is made of.</summary>
public sealed record InputSpec
{
    /// <summary>The name that layers use in their `inputs`.</summary>
    [RegularExpression("^[A-Za-z_][A-Za-z0-9_-]{0,63}$")]
    public required string Name { get; init; }

    /// <summary>
    /// Its columns. Numbers and categories side by side form one row of numbers [features]; categories that are all `ordinal` form ids [columns] for an
    /// embedding; an image, a text or a tensor is an input of its own.
    /// </summary>
    [MinLength(1)]
    [MaxLength(10_000)]
    public required IReadOnlyList<string> Columns { get; init; }
}
