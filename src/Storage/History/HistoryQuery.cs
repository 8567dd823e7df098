using TrainingService.Contracts.Runs;

namespace TrainingService.Storage.History;

/// <summary>Which points of which runs.</summary>
/// <param name="RunIds">The runs.</param>
/// <param name="Names">Only these metrics, or all when null.</param>
/// <param name="Axis">What <paramref name="From"/> and <paramref name="To"/> count.</param>
/// <param name="From">The first place on the axis, included; null for the beginning.</param>
/// <param name="To">The last place on the axis, included; null for the end.</param>
/// <param name="MaxPoints">Points of one series at most; longer ones are thinned.</param>
public sealed record HistoryQuery(IReadOnlyList<Guid> RunIds, IReadOnlyList<string>? Names, MetricAxis Axis, double? From, double? To, int MaxPoints)
{
    /// <summary>Fewest points that keep a stretch's shape.</summary>
    public const int FewestPoints = 10;

    /// <summary>Most points of one series.</summary>
    public const int MostPoints = 100_000;
}
