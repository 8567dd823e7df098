using Microsoft.AspNetCore.Mvc;

namespace TrainingService.Api.Runs;

/// <summary>The query of the run list as it is written.</summary>
public sealed record RunListQuery
{
    /// <summary>The filter expression.</summary>
    [FromQuery(Name = "filter")]
    public string? Filter { get; init; }

    /// <summary>The order.</summary>
    [FromQuery(Name = "sort")]
    public string? Sort { get; init; }

    /// <summary>States.</summary>
    [FromQuery(Name = "state")]
    public string[]? State { get; init; }

    /// <summary>Entries of a page.</summary>
    [FromQuery(Name = "limit")]
    public string? Limit { get; init; }

    /// <summary>Where to go on.</summary>
    [FromQuery(Name = "cursor")]
    public string? Cursor { get; init; }

    /// <summary>Whether to count.</summary>
    [FromQuery(Name = "total")]
    public string? Total { get; init; }
}
