using Microsoft.AspNetCore.Mvc;

namespace TrainingService.Api.Metrics;

/// <summary>Which points are wanted, as it is written.</summary>
public sealed record MetricQuery
{
    /// <summary>Metric names.</summary>
    [FromQuery(Name = "keys")]
    public string[]? Keys { get; init; }

    /// <summary>What `from` and `to` count and curves are drawn over.</summary>
    [FromQuery(Name = "axis")]
    public string? Axis { get; init; }

    /// <summary>The first place on the axis.</summary>
    [FromQuery(Name = "from")]
    public string? From { get; init; }

    /// <summary>The last place on the axis.</summary>
    [FromQuery(Name = "to")]
    public string? To { get; init; }

    /// <summary>Points of one series at most.</summary>
    [FromQuery(Name = "max_points")]
    public string? MaxPoints { get; init; }
}
