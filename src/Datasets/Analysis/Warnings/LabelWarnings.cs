using System.Globalization;
using TrainingService.Contracts.Datasets;

namespace TrainingService.Datasets.Analysis.Warnings;

/// <summary>What the counts of the target's classes say: one class only, extreme imbalance, too few rows a class, classes that are tested but never
/// trained.</summary>
internal static class LabelWarnings
{
    private const double ExtremeRatio = 100;
    private const int FewRows = 5;

    public static IEnumerable<DatasetWarning> Of(DatasetColumn target)
    {
        if (target.Statistics.Values.Sum(part => part.Missing) is > 0 and var missing)
        {
            yield return Warning(target, null, "missing_target", $"{missing:n0} rows have no value to be predicted.",
                "Rows without a target can't be trained on; they are left out.");
        }

        if (target.Type is not (ColumnType.Category or ColumnType.Boolean)) yield break;
        foreach (var (part, statistics) in target.Statistics)
        {
            var counts = Counts(statistics);
            if (counts.Count == 1) yield return Warning(target, part, "one_class", $"All rows are {Quote(counts.Keys.Single())}.",
                "At least two classes are needed.");
            if (part is not (DatasetPart.Train or DatasetPart.All) || counts.Count < 2) continue;
            var (most, least) = (counts.MaxBy(pair => pair.Value), counts.MinBy(pair => pair.Value));
            if (most.Value >= ExtremeRatio * least.Value)
            {
                yield return Warning(target, part, "extreme_imbalance",
                    $"{Quote(most.Key)} has {most.Value:n0} rows, {Quote(least.Key)} only {least.Value:n0}.",
                    "Use class weights, a stratified split, and a metric other than accuracy.");
            }

            var rare = counts.Count(pair => pair.Value < FewRows);
            if (rare > 0) yield return Warning(target, part, "rare_classes",
                $"{rare:n0} of {counts.Count:n0} classes have fewer than {FewRows} rows.", "Join rare classes, or gather more rows.");
            if (counts.Count > Math.Max(20, statistics.Count / 10)) yield return Warning(target, part, "too_many_classes",
                $"{counts.Count:n0} classes in {statistics.Count:n0} rows.", "Is it a class at all? Another column may be the target.");
        }

        foreach (var warning in Unseen(target)) yield return warning;
    }

    /// <summary>Classes of other parts that the training part does not have.</summary>
    private static IEnumerable<DatasetWarning> Unseen(DatasetColumn target)
    {
        if (!target.Statistics.TryGetValue(DatasetPart.Train, out var train)) yield break;
        var known = Counts(train).Keys.ToHashSet(StringComparer.Ordinal);
        foreach (var (part, statistics) in target.Statistics)
        {
            string[] unseen = [.. Counts(statistics).Keys.Where(name => !known.Contains(name)).Order(StringComparer.Ordinal)];
            if (unseen.Length == 0) continue;
            var names = string.Join(", ", unseen.Take(5).Select(Quote));
            yield return Warning(target, part, "unseen_classes",
                $"{unseen.Length:n0} classes are not in the training part: {names}{(unseen.Length > 5 ? ", …" : "")}.",
                "They can't be predicted; split the data anew, stratified.");
        }
    }

    private static Dictionary<string, long> Counts(ColumnStatistics statistics) =>
        (statistics.Top ?? []).Where(value => value.Count > 0).ToDictionary(value => value.Value, value => value.Count, StringComparer.Ordinal);

    private static string Quote(string name) => $"\"{name}\"";

    private static DatasetWarning Warning(DatasetColumn target, string? part, string code, FormattableString detail, string remedy) =>
        new(code, detail.ToString(CultureInfo.InvariantCulture), target.Name, part, Remedy: remedy);
}
