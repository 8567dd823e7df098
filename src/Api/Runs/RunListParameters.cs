using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using TrainingService.Api.Problems;
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

    private static readonly string[] Names = ["state", "limit", "cursor"];
    private static readonly Dictionary<string, RunState> States =
        Enum.GetValues<RunState>().ToDictionary(state => JsonNamingPolicy.SnakeCaseLower.ConvertName(state.ToString()));

    /// <summary>The query, or the problem to answer.</summary>
    public static (RunQuery? Query, ProblemHttpResult? Problem) Read(IQueryCollection query, string[] states, string? limit, string? cursor)
    {
        if (query.Keys.FirstOrDefault(key => !Names.Contains(key)) is { } unknown)
        {
            return (null, Problem.Parameter(unknown, "there is no such parameter.", $"one of {string.Join(", ", Names)}", Suggest.Nearest(unknown, Names)));
        }

        var wanted = new List<RunState>();
        foreach (var name in states.SelectMany(value => value.Split(',', StringSplitOptions.TrimEntries)))
        {
            if (!States.TryGetValue(name, out var state))
            {
                return (null, Problem.Parameter(
                    "state", $"\"{name}\" is not a state of a run.", $"one or more of {string.Join(", ", States.Keys)}, with commas", Suggest.Nearest(name, States.Keys)));
            }

            wanted.Add(state);
        }

        var count = DefaultLimit;
        if (limit is not null && (!int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out count) || count is < 1 or > MaxLimit))
        {
            return (null, Problem.Parameter("limit", $"\"{limit}\" is not allowed.", $"an integer from 1 to {MaxLimit}"));
        }

        return (new RunQuery([.. wanted.Distinct()], count, string.IsNullOrEmpty(cursor) ? null : cursor), null);
    }
}
