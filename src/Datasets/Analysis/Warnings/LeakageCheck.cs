using System.Globalization;
using TrainingService.Contracts.Datasets;
using TrainingService.Datasets.Columns;

namespace TrainingService.Datasets.Analysis.Warnings;

/// <summary>
/// Columns that give the target away. For classes: a column whose values (numbers in 64 bins of equal count) almost all go with one class. For
/// numbers: a correlation of nearly 1. Looked for in evenly spaced rows of the training part.
/// </summary>
internal static class LeakageCheck
{
    private const int MostRows = 100_000;
    private const int LeastRows = 50;
    private const int Bins = 64;
    private const double NearlyAlways = 0.999;
    private const double NearlyPerfect = 0.9999;

    public static IEnumerable<DatasetWarning> Of(StoredPart part, IReadOnlyList<DatasetColumn> columns, DatasetColumn target)
    {
        var step = Math.Max(1, part.Rows / MostRows);
        var rows = (int)((part.Rows + step - 1) / step);
        if (rows < LeastRows) yield break;
        var wanted = Values(part.Column(target.Name), step, rows);
        if (wanted is null) yield break;
        foreach (var column in columns)
        {
            if (column.Name == target.Name || column.Role is ColumnRole.Id) continue;
            if (Values(part.Column(column.Name), step, rows) is not { } values) continue;
            var warning = target.Type == ColumnType.Number ? Correlated(column, target, values, wanted) : Determining(column, target, values, wanted);
            if (warning is not null) yield return warning;
        }
    }

    private static DatasetWarning? Correlated(DatasetColumn column, DatasetColumn target, double[] values, double[] wanted)
    {
        if (column.Type != ColumnType.Number) return null;
        int[] there = [.. Enumerable.Range(0, values.Length).Where(row => !double.IsNaN(values[row]) && !double.IsNaN(wanted[row]))];
        if (there.Length < LeastRows) return null;
        var (meanX, meanY) = (there.Average(row => values[row]), there.Average(row => wanted[row]));
        var (xx, yy, xy) = (0.0, 0.0, 0.0);
        foreach (var row in there)
        {
            var (x, y) = (values[row] - meanX, wanted[row] - meanY);
            (xx, yy, xy) = (xx + x * x, yy + y * y, xy + x * y);
        }

        var correlation = xx > 0 && yy > 0 ? xy / Math.Sqrt(xx * yy) : 0;
        return Math.Abs(correlation) < NearlyPerfect ? null
            : Warning(column, string.Create(CultureInfo.InvariantCulture,
                $"Its correlation with the target {target.Name} is {correlation:0.00000}."));
    }

    private static DatasetWarning? Determining(DatasetColumn column, DatasetColumn target, double[] values, double[] wanted)
    {
        var bins = column.Type == ColumnType.Number ? Binned(values) : values;
        var counts = new Dictionary<double, Dictionary<double, int>>();
        var totals = new Dictionary<double, int>();
        var rows = 0;
        for (var row = 0; row < bins.Length; row++)
        {
            if (double.IsNaN(wanted[row])) continue;
            var bin = double.IsNaN(bins[row]) ? -1 : bins[row];
            if (!counts.TryGetValue(bin, out var classes)) counts[bin] = classes = [];
            classes[wanted[row]] = classes.GetValueOrDefault(wanted[row]) + 1;
            totals[wanted[row]] = totals.GetValueOrDefault(wanted[row]) + 1;
            rows++;
        }

        if (rows < LeastRows || totals.Count < 2 || counts.Count * 5 > rows) return null; // Values that hardly repeat determine everything by chance.
        var right = counts.Values.Sum(classes => classes.Values.Max());
        var majority = totals.Values.Max();
        if (right < NearlyAlways * rows || rows - right > 0.05 * (rows - majority)) return null;
        return Warning(column, string.Create(CultureInfo.InvariantCulture, $"It tells the target {target.Name} in {right:n0} of {rows:n0} rows."));
    }

    private static DatasetWarning Warning(DatasetColumn column, string detail) => new(
        "target_leakage", detail, column.Name,
            Remedy: "If it is not known when a prediction is asked for, leave it out with exclude; otherwise the task is solved by it alone.");

    /// <summary>Bins of about equal count.</summary>
    private static double[] Binned(double[] values)
    {
        double[] sorted = [.. values.Where(value => !double.IsNaN(value)).Order()];
        if (sorted.Length == 0) return values;
        double[] edges = [.. Enumerable.Range(1, Bins - 1).Select(bin => sorted[(int)((long)sorted.Length * bin / Bins)]).Distinct()];
        return Array.ConvertAll(values, value =>
        {
            if (double.IsNaN(value)) return value;
            var edge = Array.BinarySearch(edges, value);
            return edge >= 0 ? edge + 1 : ~edge;
        });
    }

    /// <summary>Evenly spaced values as numbers; null for columns that have none.</summary>
    private static double[]? Values(StoredColumn column, long step, int rows)
    {
        if (column.Info.Type is not (ColumnType.Number or ColumnType.Category or ColumnType.Boolean)) return null;
        var values = new double[rows];
        for (var i = 0; i < rows; i++) column.ReadNumbers(i * step, values.AsSpan(i, 1));
        return values;
    }
}
