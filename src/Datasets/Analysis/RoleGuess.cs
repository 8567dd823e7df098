using TrainingService.Contracts.Datasets;
using TrainingService.Datasets.Formats;

namespace TrainingService.Datasets.Analysis;

/// <summary>Guesses what columns are for, from names, types and counts.</summary>
internal static class RoleGuess
{
    private static readonly string[] TimeWords = ["date", "time", "datetime", "timestamp", "year", "month", "day", "ds", "week"];
    private static readonly string[] IdWords = ["id", "index", "idx", "uuid", "guid", "key", "rowid", "number", "no", "nr", "file", "filename",
        "path"];
    private static readonly string[] GroupWords = ["group", "patient", "subject", "user", "customer", "session", "household", "speaker", "person",
        "participant"];

    /// <summary>The column that is probably to be predicted, before types are refined; -1 when there is none.</summary>
    /// <param name="columns">The columns as read.</param>
    /// <param name="wanted">The target that the options name.</param>
    /// <param name="hasTime">Whether rows are points in time: then what follows is probably forecast.</param>
    public static (int Index, double Confidence) Target(IReadOnlyList<DatasetColumn> columns, string? wanted, bool hasTime)
    {
        var options = columns.Select((column, index) => (column, index)).ToList();
        if (wanted is not null) return (options.First(pair => pair.column.Name == wanted).index, 1);
        if (columns.Count < 2) return (-1, 0);
        var best = (Index: -1, Score: 0.0);
        foreach (var (column, index) in options)
        {
            var score = Score(column, index, columns, hasTime);
            if (score > best.Score) best = (index, score);
        }

        return best.Score > 0.3 ? (best.Index, Math.Min(best.Score, 0.95)) : (-1, 0);
    }

    /// <summary>Roles of the other columns, once they are counted.</summary>
    public static (ColumnRole Role, double Confidence) Other(DatasetColumn column, bool isFirstTime)
    {
        var (rows, missing, distinct) = Counts(column);
        string[] words = Words(column.Name);
        var isExact = column.Statistics.Values.All(statistics => statistics.DistinctIsExact != false);
        var isUnique = rows > 1 && missing == 0 && (isExact ? distinct == rows : distinct >= 0.97 * rows);
        if (column.Type == ColumnType.Time) return isFirstTime ? (ColumnRole.Time, 0.9) : (ColumnRole.Feature, 0.6);
        if (isFirstTime && isUnique && IsWhole(column) && words.Any(TimeWords.Contains)) return (ColumnRole.Time, 0.8);
        if (column.Type is not (ColumnType.Number or ColumnType.Category or ColumnType.Text)) return (ColumnRole.Feature, 1);
        var isNamedId = words.Any(word => IdWords.Contains(word)) || column.Name.StartsWith("column_", StringComparison.Ordinal);
        if (isUnique && isNamedId && (column.Type != ColumnType.Number || IsWhole(column))) return (ColumnRole.Id, 0.9);
        if (isUnique && IsCounting(column, rows)) return (ColumnRole.Id, 0.8);
        if (words.Any(GroupWords.Contains) && distinct > 1 && distinct <= rows / 2) return (ColumnRole.Group, 0.6);
        return (ColumnRole.Feature, 0.8);
    }

    /// <summary>Whether the name alone says that a column holds times.</summary>
    public static bool IsNamedTime(DatasetColumn column) => Words(column.Name).Any(TimeWords.Contains);

    private static double Score(DatasetColumn column, int index, IReadOnlyList<DatasetColumn> columns, bool hasTime)
    {
        if (column.Type == ColumnType.Mask) return 0.9;
        if (column.Type == ColumnType.Boxes) return 0.92;
        if (column.Type is ColumnType.Time or ColumnType.Image || IsNamedTime(column)) return 0;
        var named = TargetNames.Score(column.Name);
        var isTable = column.Type is ColumnType.Number or ColumnType.Text or ColumnType.Category or ColumnType.Boolean;
        if (!isTable) return 0.8 * named;
        var hasImages = columns.Any(other => other.Type is ColumnType.Image);
        var place = index == columns.Count - 1 ? 0.4 : index == 0 && named == 0 ? 0.05 : 0.1;
        if (hasTime && named == 0) place = index == 1 ? 0.5 : 0.1; // date, value, ...
        if (hasImages && named == 0) place += 0.2;
        var isAlone = columns.Count == 2 && columns.Any(other => other.Type == ColumnType.Text) && index == 1 ? 0.2 : 0; // Pairs: source, target.
        return Math.Max(named, 0) + (named > 0 ? place / 10 : place + isAlone);
    }

    private static (long Rows, long Missing, long Distinct) Counts(DatasetColumn column)
    {
        var (rows, missing, distinct) = (0L, 0L, 0L);
        foreach (var statistics in column.Statistics.Values)
        {
            rows += statistics.Count + statistics.Missing;
            missing += statistics.Missing;
            distinct += statistics.Distinct ?? 0;
        }

        return (rows, missing, distinct);
    }

    private static bool IsWhole(DatasetColumn column) => column.Type == ColumnType.Number
        && column.Statistics.Values.All(statistics => statistics.IsInteger != false);

    /// <summary>1, 2, 3 and so on over all parts.</summary>
    private static bool IsCounting(DatasetColumn column, long rows) => IsWhole(column) && rows > 20
        && column.Statistics.Values.Max(statistics => statistics.Max) - column.Statistics.Values.Min(statistics => statistics.Min) == rows - 1;

    private static string[] Words(string name) => name.ToLowerInvariant().Split('_', '-', ' ', '.', '/');
}
