using TrainingService.Contracts.Json;
using TrainingService.Contracts.Runs;

namespace TrainingService.Contracts.Filters;

/// <summary>States by the names they have on the wire.</summary>
public static class StateNames
{
    /// <summary>All of them.</summary>
    public static IReadOnlyDictionary<string, RunState> All { get; } = WireNames.All<RunState>();
}
