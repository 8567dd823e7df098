using System.ComponentModel.DataAnnotations;

namespace TrainingService.Contracts.Runs;

/// <summary>What `PATCH /api/v1/runs/{id}` changes; members that are left out stay as they are. The spec itself never changes.</summary>
public sealed record RunPatch
{
    /// <summary>The name for people.</summary>
    [StringLength(200, MinimumLength = 1)]
    public string? Name { get; init; }

    /// <summary>All labels anew.</summary>
    [MaxLength(32)]
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>Free words about the run; an empty text removes them.</summary>
    [StringLength(10_000)]
    public string? Notes { get; init; }

    /// <summary>Order among the owner's runs that wait.</summary>
    [Range(-100, 100)]
    public int? Priority { get; init; }
}
