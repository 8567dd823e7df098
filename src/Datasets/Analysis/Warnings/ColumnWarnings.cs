using System.Globalization;
using TrainingService.Contracts.Datasets;

namespace TrainingService.Datasets.Analysis.Warnings;

/// <summary>What single columns' statistics say: constant, empty, mostly missing, a name of the row.</summary>
internal static class ColumnWarnings
{
    private const double MostlyMissing = 0.5;
    private const int ManyValues = 50;

    public static IEnumerable<DatasetWarning> Of(IReadOnlyList<DatasetColumn> columns)
    {
        foreach (var column in columns)
        {
            var statistics = column.Statistics.Values;
            var (count, missing) = (statistics.Sum(part => part.Count), statistics.Sum(part => part.Missing));
            if (column.Type is ColumnType.Image or ColumnType.Mask or ColumnType.Boxes or ColumnType.Tensor) continue;
            if (count == 0) yield return Warning("empty_column", "No row has a value.", column, "Leave it out with exclude.");
            else if (IsConstant(column)) yield return Warning("constant_column", $"All {count:n0} values are the same.", column,
                "Leave it out with exclude: nothing can be learnt from it.");
            else if (missing > MostlyMissing * (count + missing)) yield return Warning("mostly_missing",
                $"{missing:n0} of {count + missing:n0} values are missing.", column, "Leave it out, or think of what a missing value means.");
            if (column.Role == ColumnRole.Id) yield return Warning("id_like_column",
                "Every row has a value of its own, as a name or number of the row has.", column,
                "Leave it out with exclude: a model that learns it knows nothing of new rows.");
            else if (column is { Type: ColumnType.Category, Role: ColumnRole.Feature }
                && column.Classes!.Count > Math.Max(ManyValues, (count + missing) / 10))
            {
                yield return Warning("many_values", $"{column.Classes.Count:n0} different values in {count + missing:n0} rows.", column,
                    "Leave it out, or read it as text.");
            }
        }
    }

    private static bool IsConstant(DatasetColumn column)
    {
        var parts = column.Statistics.Values.Where(part => part.Count > 0).ToList();
        if (parts.Any(part => part.Distinct != 1)) return false;
        return column.Type is ColumnType.Number or ColumnType.Time ? parts.All(part => part.Min == parts[0].Min)
            : parts.All(part => part.Top is not [var top, ..] || parts[0].Top is not [var first, ..] || top.Value == first.Value);
    }

    private static DatasetWarning Warning(string code, FormattableString detail, DatasetColumn column, string remedy) =>
        new(code, detail.ToString(CultureInfo.InvariantCulture), column.Name, Remedy: remedy);

    private static DatasetWarning Warning(string code, string detail, DatasetColumn column, string remedy) =>
        new(code, detail, column.Name, Remedy: remedy);
}
