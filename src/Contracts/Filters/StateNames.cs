using System.Text.Json;
using TrainingService.Contracts.Runs;

namespace TrainingService.Contracts.Filters;

/// <summary>States by the names they have on the wire.</summary>
public static class StateNames
{
    /// <summary>All of them.</summary>
    public static IReadOnlyDictionary<string, RunState> All { get; } =
        Enum.GetValues<RunState>().ToDictionary(state => JsonNamingPolicy.SnakeCaseLower.ConvertName(state.ToString()));
}
