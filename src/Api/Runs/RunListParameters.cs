using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using TrainingService.Api.Problems;
using TrainingService.Contracts.Filters;
using TrainingService.Contracts.Reading.Names;
using TrainingService.Contracts.Runs;
using TrainingService.Storage.Runs;

namespace TrainingService.Api.Runs;

/// <summary>Reads the query of the run list. A wrong or unknown parameter is an error: a filter passed over in silence shows the wrong runs.</summary>
internal static class RunListParameters
{
    /// <summary>Entries of a page when nothing is said.</summary>
    public const int DefaultLimit = 50;

    /// <summary>Entries of a page at most.</summary>
    public const int MaxLimit = 200;

    private static readonly string[] Names = ["filter", "sort", "state", "limit", "cursor", "total"];

    /// <summary>The query, or the problem to answer.</summary>
    public static (RunQuery? Query, ProblemHttpResult? Problem) Read(IQueryCollection query, RunListQuery given, DateTime now)
    {
        if (Problem.UnknownParameter(query, Names) is { } unknown) return (null, unknown);
        var wanted = new List<RunState>();
        foreach (var name in (given.State ?? []).SelectMany(value => value.Split(',', StringSplitOptions.TrimEntries)))
        {
            if (!StateNames.All.TryGetValue(name, out var state))
            {
                string[] all = [.. StateNames.All.Keys];
                return (null, Problem.Parameter(
                    "state", $"\"{name}\" is not a state of a run.", $"one or more of {string.Join(", ", all)}, with commas", Suggest.Nearest(name, all)));
            }

            wanted.Add(state);
        }

        var count = DefaultLimit;
        if (given.Limit is not null && (!int.TryParse(given.Limit, NumberStyles.None, CultureInfo.InvariantCulture, out count) || count is < 1 or > MaxLimit))
        {
            return (null, Problem.Parameter("limit", $"\"{given.Limit}\" is not allowed.", $"an integer from 1 to {MaxLimit}"));
        }

        if (given.Total is not (null or "true" or "false")) return (null, Problem.Parameter("total", $"\"{given.Total}\" is not allowed.", "true or false"));
        var (filter, filterErrors) = RunFilter.Parse(given.Filter ?? "", now);
        if (filter is null) return (null, FilterProblems.Of("filter", given.Filter!, filterErrors));
        var (sort, sortError) = RunSort.Parse(given.Sort ?? "");
        if (sort is null) return (null, FilterProblems.Of("sort", given.Sort!, [sortError!]));
        var cursor = string.IsNullOrEmpty(given.Cursor) ? null : given.Cursor;
        return (new RunQuery([.. wanted.Distinct()], count, cursor) { Filter = filter, Sort = sort, WithTotal = given.Total == "true" }, null);
    }
}
