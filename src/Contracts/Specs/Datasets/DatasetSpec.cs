using System.ComponentModel.DataAnnotations;

namespace TrainingService.Contracts.Specs.Datasets;

/// <summary>The data of a run.</summary>
public sealed record DatasetSpec
{
    /// <summary>Name of a dataset the service has (`GET /api/v1/datasets`).</summary>
    [StringLength(100, MinimumLength = 1)]
    public required string Name { get; init; }

    /// <summary>Content hash of the wanted version, or the beginning of it. Default: the newest; the resolved spec names it.</summary>
    [RegularExpression("^[0-9a-f]{6,64}$")]
    public string? Version { get; init; }

    /// <summary>The share of the training part held out to validate on. Default: none, so no `val_` metrics.</summary>
    public ValidationSpec? Validation { get; init; }
}
