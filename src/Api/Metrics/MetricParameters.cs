using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using TrainingService.Api.Problems;
using TrainingService.Contracts.Json;
using TrainingService.Contracts.Reading.Names;
using TrainingService.Contracts.Runs;
using TrainingService.Storage.History;

namespace TrainingService.Api.Metrics;

/// <summary>Reads what points are wanted.</summary>
internal static class MetricParameters
{
    /// <summary>Points of a series of one run when nothing is said.</summary>
    public const int PointsOfRun = 5000;

    /// <summary>Points of a series among many when nothing is said.</summary>
    public const int PointsOfMany = 1000;

    /// <summary>Runs asked for at once, at most.</summary>
    public const int MaxRuns = 500;

    private static readonly string[] Names = ["keys", "axis", "from", "to", "max_points"];
    private static readonly IReadOnlyDictionary<string, MetricAxis> Axes = WireNames.All<MetricAxis>();

    /// <summary>What axes are called.</summary>
    public static IReadOnlyCollection<string> AxisNames => [.. Axes.Keys];

    /// <summary>The query, or the problem to answer.</summary>
    public static (HistoryQuery? Query, ProblemHttpResult? Problem) Read(
        IQueryCollection query, MetricQuery given, IReadOnlyList<Guid> ids, int usual, params string[] others)
    {
        if (Problem.UnknownParameter(query, [.. Names, .. others]) is { } unknown) return (null, unknown);
        var axis = MetricAxis.Epoch;
        if (given.Axis is { } word && !Axes.TryGetValue(word, out axis))
        {
            return (null, Problem.Parameter("axis", $"\"{word}\" is none.", "epoch, step or time (seconds since the run's start)", Suggest.Nearest(word, AxisNames)));
        }

        if (!TryNumber(given.From, out var from)) return (null, Problem.Parameter("from", $"\"{given.From}\" is not a number.", $"a place on the axis {WireNames.Of(axis)}"));
        if (!TryNumber(given.To, out var to)) return (null, Problem.Parameter("to", $"\"{given.To}\" is not a number.", $"a place on the axis {WireNames.Of(axis)}"));
        var points = usual;
        if (given.MaxPoints is { } text
            && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out points) || points is < HistoryQuery.FewestPoints or > HistoryQuery.MostPoints))
        {
            return (null, Problem.Parameter("max_points", $"\"{text}\" is not allowed.", $"an integer from {HistoryQuery.FewestPoints} to {HistoryQuery.MostPoints}; more by ranges from and to"));
        }

        var names = Words(given.Keys);
        return (new HistoryQuery(ids, names.Count > 0 ? names : null, axis, from, to, points), null);
    }

    /// <summary>Ids with commas between, or the parameter given several times.</summary>
    public static (IReadOnlyList<Guid> Ids, ProblemHttpResult? Problem) Ids(string[]? given)
    {
        List<Guid> ids = [];
        foreach (var word in Words(given))
        {
            if (!Guid.TryParse(word, out var id)) return ([], Problem.Parameter("ids", $"\"{word}\" is not an id.", "ids of runs with commas between"));
            ids.Add(id);
        }

        return ids.Count is 0 or > MaxRuns ? ([], Problem.Parameter("ids", $"{ids.Count} are given.", $"1 to {MaxRuns} ids of runs with commas between")) : (ids, null);
    }

    /// <summary>Words with commas between, or the parameter given several times.</summary>
    public static IReadOnlyList<string> Words(string[]? given) =>
        [.. (given ?? []).SelectMany(value => value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).Distinct()];

    private static bool TryNumber(string? text, out double? number)
    {
        number = null;
        if (text is null) return true;
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var read) || !double.IsFinite(read)) return false;
        number = read;
        return true;
    }
}
