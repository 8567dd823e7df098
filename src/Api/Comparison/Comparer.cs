using System.Text.Json;
using TrainingService.Contracts.Runs;
using TrainingService.Contracts.Specs.Metrics;
using TrainingService.Storage.Search;

namespace TrainingService.Api.Comparison;

/// <summary>Puts runs side by side.</summary>
internal static class Comparer
{
    /// <summary>The comparison of runs.</summary>
    /// <param name="runs">In the order of the answer.</param>
    /// <param name="allParameters">Parameters that are equal too.</param>
    public static RunComparison Compare(IReadOnlyList<RunResource> runs, bool allParameters)
    {
        var parameters = runs.Select(run => SpecParameters.Flatten(run.Spec).ToDictionary()).ToList();
        var scores = runs.Select(Scores).ToList();
        var groups = Groups(runs, parameters, scores);
        return new RunComparison
        {
            Runs = [.. runs.Select(run => Head(run, groups))],
            Parameters = [.. Parameters(parameters).Where(parameter => allParameters || parameter.Differs)],
            Metrics = [.. Metrics(runs, scores)],
            Groups = groups,
            ConfusionMatrices =
                [.. runs.Where(run => run.Result?.ConfusionMatrix is not null).Select(run => new ComparedMatrix(run.Id, run.Result!.ClassNames, run.Result.ConfusionMatrix!))],
        };
    }

    private static ComparedRun Head(RunResource run, List<SeedGroup> groups) => new()
    {
        Id = run.Id,
        Name = run.Name,
        State = run.State,
        Dataset = run.Dataset,
        Tags = run.Tags,
        CreatedAt = run.CreatedAt,
        DurationSeconds = (run.FinishedAt - run.StartedAt)?.TotalSeconds,
        Epochs = run.Result?.Epochs ?? run.Progress?.Epoch,
        Parameters = run.Result?.Parameters,
        SamplesPerSecond = run.Result?.SamplesPerSecond ?? run.Progress?.SamplesPerSecond,
        Group = groups.FindIndex(group => group.Runs.Contains(run.Id)) is >= 0 and var group ? group : null,
    };

    /// <summary>In the order in which the specs have them.</summary>
    private static IEnumerable<ComparedParameter> Parameters(List<Dictionary<string, JsonElement>> runs)
    {
        foreach (var name in runs.SelectMany(run => run.Keys).Distinct())
        {
            List<JsonElement?> values = [.. runs.Select(run => run.TryGetValue(name, out var value) ? value : (JsonElement?)null)];
            yield return new ComparedParameter(name, values.Select(value => value?.GetRawText()).Distinct().Count() > 1, values);
        }
    }

    private static IEnumerable<ComparedMetric> Metrics(IReadOnlyList<RunResource> runs, List<Dictionary<string, ComparedScore>> scores)
    {
        foreach (var name in scores.SelectMany(run => run.Keys).Distinct().Order(StringComparer.Ordinal))
        {
            var lower = MetricDirection.LowerIsBetter(name);
            var numbers = runs.Zip(scores, (run, of) => (run.Id, Best: of.GetValueOrDefault(name)?.Best ?? double.NaN)).Where(run => !double.IsNaN(run.Best)).ToList();
            Guid? best = numbers.Count == 0 ? null : lower ? numbers.MinBy(run => run.Best).Id : numbers.MaxBy(run => run.Best).Id;
            yield return new ComparedMetric(name, lower, [.. scores.Select(run => run.GetValueOrDefault(name))], best);
        }
    }

    /// <summary>Scores over the test part beside those of the epochs: their one value is all four.</summary>
    private static Dictionary<string, ComparedScore> Scores(RunResource run)
    {
        var scores = run.Metrics.ToDictionary(
            metric => metric.Key,
            metric => new ComparedScore(
                metric.Value.Last, MetricDirection.LowerIsBetter(metric.Key) ? metric.Value.Min : metric.Value.Max, metric.Value.Min, metric.Value.Max));
        foreach (var (name, value) in run.Result?.TestMetrics ?? new Dictionary<string, double>()) scores[name] = new ComparedScore(value, value, value, value);
        return scores;
    }

    private static List<SeedGroup> Groups(
        IReadOnlyList<RunResource> runs, List<Dictionary<string, JsonElement>> parameters, List<Dictionary<string, ComparedScore>> scores) =>
        [.. Enumerable.Range(0, runs.Count).GroupBy(i => WithoutSeeds(runs[i], parameters[i])).Where(group => group.Count() > 1).Select(group => new SeedGroup(
            [.. group.Select(i => runs[i].Id)],
            group.Select(i => scores[i].Keys.AsEnumerable()).Aggregate((all, next) => all.Intersect(next)).Order(StringComparer.Ordinal).ToDictionary(
                name => name,
                name => new SeedSpread(Spread([.. group.Select(i => scores[i][name].Last)]), Spread([.. group.Select(i => scores[i][name].Best)])))))];

    /// <summary>What is equal in runs that are repetitions of each other. Labels and the name are no part of what is trained.</summary>
    private static string WithoutSeeds(RunResource run, Dictionary<string, JsonElement> parameters) => string.Join(
        '\n', parameters.Where(p => p.Key != "seed" && !p.Key.EndsWith(".seed", StringComparison.Ordinal)).Select(p => $"{p.Key}={p.Value.GetRawText()}").Append(run.DatasetVersion));

    private static Spread Spread(IReadOnlyList<double> values)
    {
        var mean = values.Average();
        return new Spread(mean, Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1)), values.Count);
    }
}
