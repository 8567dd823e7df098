using Microsoft.AspNetCore.Http.HttpResults;
using TrainingService.Api.Metrics;
using TrainingService.Api.Problems;
using TrainingService.Contracts.Filters;
using TrainingService.Storage.Runs;

namespace TrainingService.Api.Runs;

/// <summary>Which runs a query means, by `ids` or by `filter`.</summary>
internal static class ChosenRuns
{
    /// <summary>Their ids, or the problem to answer. Whether there are runs of given ids is left to the caller.</summary>
    public static async Task<(IReadOnlyList<Guid>? Ids, ProblemHttpResult? Problem)> ReadAsync(
        IRunStore store, string[]? ids, string? text, DateTime now, CancellationToken cancellation)
    {
        if (text is null)
        {
            var (given, noIds) = MetricParameters.Ids(ids);
            return noIds is null ? ([.. given.Distinct()], null) : (null, noIds);
        }

        if (ids is { Length: > 0 }) return (null, Problem.Parameter("filter", "it is given beside ids.", "one of the two"));
        var (filter, errors) = RunFilter.Parse(text, now);
        if (filter is null) return (null, FilterProblems.Of("filter", text, errors));
        var matching = await store.MatchAsync(filter, MetricParameters.MaxRuns + 1, cancellation);
        return matching.Count <= MetricParameters.MaxRuns
            ? (matching, null)
            : (null, Problem.Parameter("filter", $"more than {MetricParameters.MaxRuns} runs match.", "a narrower filter"));
    }
}
